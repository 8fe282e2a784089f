import { readFile, rename } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.js'
import { startKept, type KeptServer } from './keeper.js'
import { faultsIn } from './output.js'
import { clusterOf, type Place } from './place.js'
import { startOnWindows } from './windows.js'

/** A server that accepts connections on 127.0.0.1. */
export interface Server {
  readonly port: number
  /** Ends its sessions and stops it; resolves when it is gone. */
  stop (): Promise<void>
}

/** What a start needs; `formerPid` is a pid that the cluster names as its server's and that is not. */
export interface ServerStart {
  readonly place: Place
  readonly binaries: Binaries
  readonly formerPid: number | undefined
  readonly log: (line: string) => void
}

const attempts = 20
const retryAfter = 200
const startTimeout = 60_000
const stopTimeout = 10_000
const pollInterval = 3

/**
 * Starts the server of a prepared cluster on a port that `nextPort` finds free; it is asked again when the port has been
 * taken in between. Rejects with the end of the server's log when it does not start.
 */
export async function startServer (start: ServerStart, nextPort = freePort): Promise<Server> {
  const logFile = join(start.place.folder, 'postgres.log')
  await rename(logFile, join(start.place.folder, 'postgres.previous.log')).catch(() => undefined)
  for (let attempt = 1; ; attempt++) {
    const port = await nextPort()
    const server = await launch(start, port, logFile)
    if (server !== undefined) return server
    const output = await readFile(logFile, 'utf8')
    // The port was taken in between, or sessions of a killed server have not all noticed that it is gone.
    if (attempt === attempts || !/ in use/.test(output)) throw notStarted(start.place.folder, output, logFile)
    await sleep(retryAfter)
  }
}

function notStarted (folder: string, output: string, logFile: string): Error {
  return new Error(`PostgreSQL did not start on ${folder}: ${faultsIn(output) || 'it printed nothing'}. ` +
    `Its data was left as it is. Correct that (its whole log is ${logFile}), or set DATA_FOLDER to another folder.`)
}

/**
 * The variables that programs of PostgreSQL start with. They do not start while the pid of the cluster's lock file
 * runs, unless they are told that it is no server: `formerPid`.
 */
export function startVariables (formerPid: number | undefined): Record<string, string> {
  return formerPid === undefined ? {} : { PG_GRANDPARENT_PID: String(formerPid) }
}

async function launch (start: ServerStart, port: number, logFile: string): Promise<Server | undefined> {
  const { place, binaries, formerPid } = start
  const cluster = clusterOf(place.folder)
  const settings = settingsFor(port)
  if (process.platform === 'win32') return await startOnWindows(binaries.program('pg_ctl'), cluster, settings, logFile, port)
  const command = [binaries.program('postgres'), '-D', cluster, ...settings.flatMap(setting => ['-c', setting])]
  const kept = await startKept(place.account, command, logFile, startVariables(formerPid))
  return await becomesReady(kept, cluster) ? running(kept, port, start.log) : undefined
}

function settingsFor (port: number): string[] {
  return [
    `port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100', 'max_wal_size=1GB',
    'timezone=UTC', 'log_timezone=UTC',
    // Statements and their errors can quote personal data; the service logs its own errors. The server's log is for
    // what happens to the server.
    'log_min_messages=log', 'log_min_error_statement=panic', 'log_error_verbosity=terse',
    'log_parameter_max_length=0', 'log_parameter_max_length_on_error=0'
  ]
}

async function becomesReady (kept: KeptServer, cluster: string): Promise<boolean> {
  const deadline = performance.now() + startTimeout
  while (kept.process.exitCode === null && kept.process.signalCode === null) {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (lines[0] === String(kept.process.pid) && lines[7]?.trim() === 'ready') return true
    if (performance.now() > deadline) kept.process.kill('SIGQUIT')
    await sleep(pollInterval)
  }
  return false
}

function running (kept: KeptServer, port: number, log: (line: string) => void): Server {
  let stopping = false
  kept.process.unref()
  kept.process.once('exit', () => {
    if (!stopping) log('The embedded PostgreSQL ended by itself; see postgres.log in the data folder')
  })
  return {
    port,
    async stop () {
      stopping = true
      // Without this nothing might keep the process alive until the server has ended.
      kept.process.ref()
      kept.process.kill('SIGINT')
      // An immediate stop loses nothing: the next start recovers from the write-ahead log.
      const impatience = setTimeout(() => kept.process.kill('SIGQUIT'), stopTimeout)
      await kept.ended.finally(() => { clearTimeout(impatience) })
    }
  }
}

async function freePort (): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => { resolve(port) })
    })
  })
}
