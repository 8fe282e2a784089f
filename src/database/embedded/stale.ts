import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isServerOf } from './process.js'

// From the polite request to what cannot be refused, with the time each is given. After all but the first the
// write-ahead log restores the data.
const signals = [['SIGINT', 5_000], ['SIGQUIT', 5_000], ['SIGKILL', 2_000]] as const

/**
 * Stops the server that a dead process left running on a cluster, if there is one; the caller holds the folder's lock.
 * Answers the pid that the cluster names as its server: it is none (any more), whatever else may run under that pid.
 * Throws when the server cannot be stopped.
 */
export async function stopStaleServer (cluster: string, log: (line: string) => void): Promise<number | undefined> {
  const pid = await recordedServer(cluster)
  if (pid === undefined || !isServerOf(cluster, pid)) return pid
  log(`Stopping PostgreSQL server ${pid}, which a process that is gone left running on ${cluster}`)
  for (const [signal, patience] of signals) {
    attemptSignal(pid, signal)
    if (await ends(cluster, pid, patience)) return pid
  }
  throw new Error(`PostgreSQL server ${pid} still runs on ${cluster} and cannot be stopped.`)
}

function attemptSignal (pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Its keeper may have ended it just now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function recordedServer (cluster: string): Promise<number | undefined> {
  const status = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(status, 10)
  return pid > 0 ? pid : undefined
}

async function ends (cluster: string, pid: number, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience
  while (isServerOf(cluster, pid)) {
    if (performance.now() > deadline) return false
    await sleep(10)
  }
  return true
}
