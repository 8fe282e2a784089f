import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/sandbox/postgres/embedded.js'

export { generateIssuerKeys } from '../../src/sandbox/identity/token-issuer.js'

/** The PostgreSQL server of a test run. */
export interface Cluster {
  /** The superuser's address. */
  readonly url: string
  /** Ends it, and its data with it. */
  stop (): Promise<void>
}

/** Starts a server that keeps nothing; it ends with this process, however that ends. */
export async function startCluster (): Promise<Cluster> {
  const server = await startEmbeddedPostgres({ dataFolder: '', ephemeral: true, log: line => { console.error(line) } })
  const url = server.url('postgres')
  // Creating and dropping a test's database waits for the disk, four fifths of its time; this data is never needed again.
  const client = new pg.Client(url)
  await client.connect()
  await client.query('ALTER SYSTEM SET fsync = off')
  await client.query('SELECT pg_reload_conf()')
  await client.end()
  return { url, stop: () => server.stop() }
}

/** The address that a run hands to its test files. Throws where there is none. */
export function adminUrl (): string {
  const url = process.env['TEST_DATABASE_URL']
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: `npm test -- .test/<file>.js` starts a PostgreSQL, or name one of yours (as its superuser).')
  return url
}
