import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'

/**
 * A text that tells a running process from every other one that has or had its pid: when it started. Undefined when
 * no such process runs; one that has ended and is not yet reaped does not run. Windows knows the pid only.
 */
export function processMark (pid: number): string | undefined {
  if (process.platform === 'linux') return linuxMark(pid)
  if (process.platform === 'win32') return exists(pid) ? 'running' : undefined
  const [, state, started] = /^(\S+)\s+(.+)$/m.exec(ps(pid, ['-o', 'stat=', '-o', 'lstart='])) ?? []
  return state?.startsWith('Z') === false ? started : undefined
}

/** Whether a process is the PostgreSQL server of a cluster, whose folder's real path is given. On Windows never. */
export function isServerOf (cluster: string, pid: number): boolean {
  if (process.platform === 'win32') return false
  if (process.platform !== 'linux') return ps(pid, ['-o', 'command=']).includes(`postgres -D ${cluster} `)
  const folder = attempt(() => readlinkSync(`/proc/${pid}/cwd`))
  // The cluster may itself be a link.
  return folder !== undefined && folder === attempt(() => realpathSync(cluster)) && attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8')) === 'postgres\n'
}

function linuxMark (pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The second field is the program's name, in parentheses and with any character; of the others, 3 is the state and
  // 22 the start in ticks since the boot.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields?.[19] === undefined || /[ZX]/.test(fields[0] ?? 'X')) return undefined
  return `${attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))?.trim()} ${fields[19]}`
}

function ps (pid: number, columns: readonly string[]): string {
  return attempt(() => execFileSync('ps', [...columns, '-ww', '-p', String(pid)], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'ignore'] })) ?? ''
}

function exists (pid: number): boolean {
  // Signal 0 is only a question; another user's process answers it with an error of its own.
  try { return process.kill(pid, 0) } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM' }
}

function attempt<T> (read: () => T): T | undefined {
  try { return read() } catch { return undefined }
}
