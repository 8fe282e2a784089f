import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { findBinaries } from '../../../src/sandbox/postgres/binaries.js'
import { prepareCluster } from '../../../src/sandbox/postgres/cluster.js'
import { findPlace } from '../../../src/sandbox/postgres/place.js'
import { startServer } from '../../../src/sandbox/postgres/server.js'
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'
import { leftRunning, newFolder, query } from './helper.js'

const log = () => undefined

await t.test('a server on a new folder, and again on its data', async (t) => {
  const dataFolder = join(newFolder(t), 'deep', 'data')
  const first = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(first.stop)
  const url = first.url('postgres')

  await t.test('is set up to be durable, local and the same everywhere', async (t) => {
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses', 'unix_socket_directories', 'TimeZone', 'server_encoding', 'password_encryption', 'max_connections', 'log_parameter_max_length_on_error']
    const [row] = await query(url, `SELECT ${names.map(name => `current_setting('${name}') AS "${name}"`).join(', ')}`)
    t.same(row, {
      fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', data_checksums: 'on', listen_addresses: '127.0.0.1', unix_socket_directories: '', TimeZone: 'UTC', server_encoding: 'UTF8', password_encryption: 'scram-sha-256', max_connections: '100', log_parameter_max_length_on_error: '0'
    })
    t.same(await query(url, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'template1'"), [{ datlocprovider: 'b', datlocale: 'C.UTF-8' }])
  })

  await t.test('lets nobody in without the password', async (t) => {
    const wrong = new URL(url)
    wrong.password = 'wrong'
    await t.rejects(query(wrong.href, 'SELECT 1'), /password authentication failed/)
    const file = statSync(join(dataFolder, 'postgres-password'))
    t.equal(file.mode & 0o777, 0o600)
    t.equal(statSync(join(dataFolder, 'postgres')).mode & 0o777, 0o700)
  })

  await t.test('writes no statement and no value to its log', async (t) => {
    await query(url, 'CREATE TABLE person (email text PRIMARY KEY)')
    await query(url, "INSERT INTO person VALUES ('anna@contoso.com')")
    await t.rejects(query(url, "INSERT INTO person VALUES ('anna@contoso.com')"), /duplicate key/)
    await t.rejects(query(url, "SELECT 'anna@contoso.com'::uuid"), /invalid input syntax/)
    const lines = readFileSync(join(dataFolder, 'postgres.log'), 'utf8')
    t.match(lines, /ready to accept connections/)
    t.notMatch(lines, /anna|INSERT/)
  })

  await t.test('cannot be started a second time', async (t) => {
    await t.rejects(startEmbeddedPostgres({ dataFolder, log }), { message: `The data folder ${dataFolder} is in use by process ${process.pid}.` })
    t.same(await query(url, 'SELECT email FROM person'), [{ email: 'anna@contoso.com' }])
  })

  await Promise.all([first.stop(), first.stop()])
  t.same(await leftRunning(dataFolder), [], 'nothing is left after the stop')
  await t.rejects(query(url, 'SELECT 1'), { code: 'ECONNREFUSED' })

  const second = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(second.stop)
  t.same(await query(second.url('postgres'), 'SELECT email FROM person'), [{ email: 'anna@contoso.com' }], 'the data is kept')
  t.equal(new URL(second.url('a b/c')).pathname, '/a%20b%2Fc')
  t.equal(new URL(second.url('x')).password, new URL(url).password)
  await second.stop()

  writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '17\n')
  await t.rejects(startEmbeddedPostgres({ dataFolder, log }), /made by PostgreSQL 17, but this is PostgreSQL 18/)
  t.notOk(existsSync(join(dataFolder, 'postgres.lock')), 'a failed start gives the folder back')
})

await t.test('an ephemeral server leaves nothing', async (t) => {
  const wanted = join(newFolder(t), 'data')
  const server = await startEmbeddedPostgres({ dataFolder: wanted, ephemeral: true, log })
  t.teardown(server.stop)
  t.ok(server.dataFolder.startsWith(tmpdir()))
  t.same(await query(server.url('postgres'), 'SELECT 1 AS one'), [{ one: 1 }])
  await server.stop()
  t.notOk(existsSync(server.dataFolder))
  t.notOk(existsSync(wanted))
  t.same(await leftRunning(server.dataFolder), [])
})

await t.test('a port that is taken in between is replaced', async (t) => {
  const place = await findPlace(newFolder(t), log)
  const binaries = await findBinaries(place.account)
  await prepareCluster(place, binaries, false)
  const [taken, free] = [createServer(), createServer()]
  const ports = await Promise.all([taken, free].map(listen))
  t.teardown(() => taken.close())
  free.close()
  let asked = 0
  const server = await startServer({ place, binaries, formerPid: undefined, log }, async () => ports[asked++] ?? 0)
  t.equal(server.port, ports[1])
  await server.stop()
})

async function listen (server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
