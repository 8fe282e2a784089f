import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { projectFile } from './project.js'

/** The command, as it is built. */
export const cli = projectFile('dist/cli.js')

/** A sandbox running as a process of its own, as `npm start` starts it. */
export interface Sandbox {
  readonly url: string
  readonly process: ChildProcess
  /** All that it has printed so far. */
  output (): string
  /** Resolves to the exit code once it has ended; null if a signal ended it. */
  readonly ended: Promise<number | null>
}

/** Starts `serve` on a free port and waits for its banner. Ended with the test if it still runs. */
export async function startSandbox (t: Test, environment: Record<string, string>, args: readonly string[] = []): Promise<Sandbox> {
  const child = spawn(process.execPath, [cli, 'serve', ...args], { env: { ...process.env, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => { printed += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { printed += chunk.toString() })
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, url] = /API +(http:\S+)\/v1/.exec(printed) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once('exit', code => reject(new Error(`the sandbox ended with ${code}: ${printed}`)))
  })
  return { url, process: child, output: () => printed, ended }
}

/** A folder for a test's data that every account can reach; removed when the test ends. */
export async function dataFolder (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-agreements-data-'))
  await chmod(folder, 0o755)
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}

/** A sandbox user's token, from the sandbox's own issuer. */
export async function tokenFrom (url: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', client_id: 'a1000000-0000-4000-8000-000000000001', username: 'adminagent@contoso-direct.example', password: 'sandbox', resource: 'https://api.partnercenter.microsoft.com' })
  const answer = await fetch(`${url}/d1000000-0000-4000-8000-000000000001/oauth2/token`, { method: 'POST', body })
  return (await answer.json() as { access_token: string }).access_token
}
