import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from './data-file.js'
import { isServerOf } from './process.js'

// From the polite request to what cannot be refused, with the time each is given. After all but the first the
// write-ahead log restores the data.
const signals = [['SIGINT', 5_000], ['SIGQUIT', 5_000], ['SIGKILL', 2_000]] as const

// Far more than a server takes to fill the file in which it names itself.
const filledWithin = 500

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

/**
 * The pid that a cluster names as its server's. A file that names none, as a power failure can leave it, is removed:
 * PostgreSQL would not start. Should a server run nevertheless, its shared memory keeps a second one away.
 */
async function recordedServer (cluster: string): Promise<number | undefined> {
  const file = join(cluster, 'postmaster.pid')
  const pid = await pidIn(file)
  if (pid !== 'none') return pid
  await sleep(filledWithin)
  const later = await pidIn(file)
  if (later !== 'none') return later
  await unlink(file)
  return undefined
}

async function pidIn (file: string): Promise<number | 'none' | undefined> {
  const text = await readIfThere(file)
  // PostgreSQL's single-user mode writes its pid as a negative number.
  return text === undefined ? undefined : Math.abs(Number.parseInt(text, 10)) || 'none'
}

async function ends (cluster: string, pid: number, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience
  while (isServerOf(cluster, pid)) {
    if (performance.now() > deadline) return false
    await sleep(10)
  }
  return true
}
