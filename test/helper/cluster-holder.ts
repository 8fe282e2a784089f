/** Holds the server of the tap run whose pid is its argument, until SIGTERM or the end of that run. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/database/embedded.js'
import { stateFile, type Cluster } from './cluster.js'

const tapPid = Number(process.argv[2])
const file = stateFile(tapPid)
const server = await startEmbeddedPostgres({ dataFolder: '', ephemeral: true, log: line => { console.error(line) } })

// Creating and dropping a test's database waits for the disk, four fifths of its time; this data is never needed again.
const client = new pg.Client(server.url('postgres'))
await client.connect()
await client.query('ALTER SYSTEM SET fsync = off')
await client.query('SELECT pg_reload_conf()')
await client.end()

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  clearInterval(watch)
  await server.stop()
  rmSync(file, { force: true })
}
const watch = setInterval(() => {
  try { process.kill(tapPid, 0) } catch { stop().catch(console.error) }
}, 200)
process.on('SIGTERM', () => { stop().catch(console.error) })

// Renamed, as a test must not read half of it.
writeFileSync(`${file}.draft`, JSON.stringify({ adminUrl: server.url('postgres'), holder: process.pid } satisfies Cluster), { mode: 0o600 })
renameSync(`${file}.draft`, file)
