import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../src/sandbox/postgres/account.js'
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'
import { newFolder, query, serverPid } from './helper.js'

const skip = process.getuid?.() === 0 ? false : 'only root has to lend the server another account'

await t.test('data that the server\'s account may not reach is kept elsewhere', { skip }, async (t) => {
  const closed = newFolder(t)
  chmodSync(closed, 0o700)
  const said: string[] = []
  const options = { dataFolder: join(closed, 'data'), log: (line: string) => { said.push(line) } }
  const server = await startEmbeddedPostgres(options)
  t.teardown(async () => {
    await server.stop()
    rmSync(server.dataFolder, { recursive: true, force: true })
  })
  t.match(server.dataFolder, /^\/var\/lib\/partner-agreements\/[0-9a-f]{12}$/)
  t.match(said, [`PostgreSQL's data is in ${server.dataFolder}`])
  t.notOk(existsSync(options.dataFolder), 'nothing is made where nothing will be')
  await query(server.url('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one')
  await server.stop()

  const again = await startEmbeddedPostgres(options)
  t.teardown(again.stop)
  t.equal(again.dataFolder, server.dataFolder)
  t.same(await query(again.url('postgres'), 'SELECT * FROM kept'), [{ one: 1 }])
})

await t.test('the server of a user\'s cluster runs as that user', { skip }, async (t) => {
  const dataFolder = newFolder(t)
  const log = () => undefined
  const first = await startEmbeddedPostgres({ dataFolder, log })
  t.not(statSync(`/proc/${serverPid(dataFolder)}`).uid, 0)
  await first.stop()

  const [uid, gid] = (/^games:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? []).slice(1).map(Number)
  await run(undefined, 'chown', ['-R', `${uid}:${gid}`, dataFolder])
  const second = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(second.stop)
  t.equal(statSync(`/proc/${serverPid(dataFolder)}`).uid, uid)
  t.equal(statSync(join(dataFolder, 'postgres')).uid, uid)
})
