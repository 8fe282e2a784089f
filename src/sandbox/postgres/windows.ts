import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from './server.js'

/**
 * Starts a server through pg_ctl, which gives up the administrator's rights that PostgreSQL refuses. No keeper watches
 * it there: a server left over from a process that was killed is stopped here, at the next start. Undefined when the
 * server does not start.
 */
export async function startOnWindows (pgCtl: string, cluster: string, settings: readonly string[], logFile: string, port: number): Promise<Server | undefined> {
  const control = async (...args: string[]) => {
    // Without pipes: the server would inherit them and keep them open.
    const [code] = await once(spawn(pgCtl, [...args, '-D', cluster, '-w'], { stdio: 'ignore', windowsHide: true }), 'exit') as [number | null]
    return code === 0
  }
  const stop = async () => { await control('stop', '-m', 'fast') }
  await stop()
  const started = await control('start', '-l', logFile, '-o', settings.map(setting => `-c ${setting}`).join(' '))
  return started ? { port, stop } : undefined
}
