import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onCleanup } from './cleanup.js'
import type { BenchDatabase } from './database.js'
import { startEphemeralSandbox, startService } from './service.js'
import type { Series } from './statistics.js'
import type { Authority } from './tokens.js'

/** From spawn to the first 200, in ms, start by start. */
export interface Starts {
  /** In production, on a PostgreSQL that is up and migrated. */
  readonly onPostgres: Series
  /** The sandbox, which makes its PostgreSQL first. */
  readonly embedded: Series
}

/** Starts both in turn, so often. */
export async function measureStarts (database: BenchDatabase, authority: Authority, count: number): Promise<Starts> {
  const onPostgres: number[] = []
  const embedded: number[] = []
  for (let start = 0; start < count; start++) {
    const service = await startService(database.serviceUrl, authority)
    onPostgres.push(service.startMs)
    // It holds nothing that could be lost, and a polite stop waits for load balancers.
    await service.child.stop('SIGKILL')
    const sandbox = await startEphemeralSandbox(await newFolder())
    embedded.push(sandbox.startMs)
    await sandbox.child.stop('SIGKILL')
  }
  return { onPostgres, embedded }
}

/** Stays until the run ends: ext4 avoids what was deleted in the last minute, and makes new files at half the speed. */
async function newFolder (): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-agreements-bench-'))
  onCleanup(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  // As root, the server runs under another account.
  await chmod(folder, 0o711)
  return folder
}
