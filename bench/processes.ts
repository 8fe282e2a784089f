import { execFile, fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { onCleanup } from './cleanup.js'

/** A process of this run; it never outlives the run. */
export interface Child {
  readonly process: ChildProcess
  /** Ends it by `signal`, or by force where that takes longer than 15 s. */
  stop (signal?: NodeJS.Signals): Promise<void>
}

/** Starts Node on a file with nothing but these settings in its environment. Its error output goes to `errors`. */
export function startNode (args: readonly string[], settings: Readonly<Record<string, string>>, errors: number): Child {
  return kept(spawn(process.execPath, args, { env: { PATH: process.env['PATH'], ...settings }, stdio: ['ignore', 'ignore', errors] }))
}

/** Starts a module of this folder in a process of its own, and resolves to the first message that it sends. */
export async function startModule<Message> (name: string, first?: unknown): Promise<{ child: Child, message: Message }> {
  const child = kept(fork(new URL(name, import.meta.url)))
  if (first !== undefined) child.process.send(first as object)
  const [message] = await Promise.race([
    once(child.process, 'message'),
    once(child.process, 'exit').then(() => { throw new Error(`${name} ended before it answered`) })
  ]) as [Message]
  return { child, message }
}

/** Runs a program to its end, and resolves to what it printed; rejects with its error output when it fails. */
export async function runProgram (program: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const running = promisify(execFile)(program, args, { env: { PATH: process.env['PATH'], ...settings } })
  const forget = onCleanup(() => running.child.kill())
  try {
    return (await running).stdout
  } finally {
    // Also when it failed: there is nothing left to end.
    await forget()
  }
}

function kept (child: ChildProcess): Child {
  const gone = once(child, 'exit')
  const stop = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await gone.finally(() => { clearTimeout(impatience) })
  }
  const forget = onCleanup(() => stop('SIGTERM'))
  return {
    process: child,
    async stop (signal = 'SIGTERM') {
      await stop(signal)
      await forget()
    }
  }
}

/** Waits until a port answers a path with 200, asking every few milliseconds. Rejects when the process ends or after a minute. */
export async function waitUntilReady (child: Child, port: number, path = '/health/ready'): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    if (child.process.exitCode !== null || child.process.signalCode !== null) throw new Error('The service ended before it was ready')
    if (await answersOk(port, path)) return
    await sleep(3)
  }
  throw new Error('The service was not ready within a minute')
}

/** By a bare socket: an HTTP client would take processor time from the start that is being timed. */
async function answersOk (port: number, path: string): Promise<boolean> {
  return await new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`))
    socket.once('data', answer => {
      resolve(answer.toString('latin1').startsWith('HTTP/1.1 200'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

/** A port on which nothing listens just now. */
export async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The memory of a process that is resident, in MB (10^6 bytes). */
export async function residentMb (child: Child): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.process.pid)])
  return Number(stdout) * 1024 / 1e6
}

/** Whether a program is in PATH. */
export async function isInstalled (program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = await Promise.all(folders.map(folder => access(join(folder, program), constants.X_OK).then(() => true, () => false)))
  return found.includes(true)
}
