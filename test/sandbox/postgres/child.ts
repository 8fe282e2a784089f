/** Starts a server as the process that a test kills: says where it is, then waits. SIGINT is for its parent to send. */
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'

const [, , dataFolder = '', ...flags] = process.argv
const server = await startEmbeddedPostgres({ dataFolder, ephemeral: flags.includes('ephemeral'), log: line => { console.error(line) } })
console.log(JSON.stringify({ dataFolder: server.dataFolder, url: server.url('postgres') }))
process.on('SIGINT', () => { console.log('interrupted') })
if (!flags.includes('exit')) setInterval(() => undefined, 60_000)
