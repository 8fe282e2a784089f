import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the processes of a tap run know of its server. */
export interface Cluster {
  readonly adminUrl: string
  /** The process that holds the server; it stops it on SIGTERM or when the run is gone. */
  readonly holder: number
}

/**
 * The file with a run's {@link Cluster}. A run is known by tap's pid, as two runs of one project must not stop each
 * other's server.
 */
export function stateFile (tapPid: number): string {
  const project = createHash('sha256').update(import.meta.url).digest('hex').slice(0, 8)
  return join(tmpdir(), `partner-agreements-test-${project}-${process.getuid?.() ?? 0}-${tapPid}.json`)
}

/** Reads what the run's first process wrote. */
export function readCluster (file: string): Cluster {
  return JSON.parse(readFileSync(file, 'utf8')) as Cluster
}

/**
 * The superuser's address of the run's server: TEST_DATABASE_URL or the embedded server that tap started before the
 * tests. Only processes that tap itself starts can ask.
 */
export function adminUrl (): string {
  return process.env['TEST_DATABASE_URL'] ?? readCluster(stateFile(process.ppid)).adminUrl
}
