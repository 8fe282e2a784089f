import {
  chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'
import { newFolder, query } from './helper.js'

const said: string[] = []
const log = (line: string) => { said.push(line) }
const dataFolder = newFolder(t)
const at = (name: string) => join(dataFolder, name)
const start = () => startEmbeddedPostgres({ dataFolder, log })

const first = await start()
await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one')
await first.stop()

/** Starts on the data and reads what was stored before the damage. */
async function startsWithAllData (t: Test): Promise<void> {
  const server = await start()
  t.teardown(server.stop)
  t.same(await query(server.url('postgres'), 'SELECT * FROM kept'), [{ one: 1 }])
  await server.stop()
}

const lost = () => { rmSync(at('postgres-password')) }
const holds = (name: string, text: string) => () => { writeFileSync(at(name), text) }

const mended: ReadonlyArray<readonly [what: string, damage: () => void]> = [
  ['a lost password', lost],
  ['an empty password', holds('postgres-password', '')],
  ['a cut password', holds('postgres-password', 'aGVsbG8')],
  ['a password of some other folder', holds('postgres-password', 'a'.repeat(32))],
  ['a password that is a link to nothing', () => { lost(); symlinkSync('/nowhere/password', at('postgres-password')) }],
  ['a draft of a password', holds('postgres-password.new', 'half')],
  ['an empty postmaster.pid', holds('postgres/postmaster.pid', '')],
  ['a postmaster.pid that names no process', holds('postgres/postmaster.pid', 'hello\n')],
  ['a postmaster.pid of single-user mode, whose pid is reused', holds('postgres/postmaster.pid', `-${process.pid}\n`)],
  ['a cluster that is open to others', () => { chmodSync(at('postgres'), 0o755) }]
]

for (const [what, damage] of mended) {
  await t.test(`${what} mends itself`, async t => {
    damage()
    await startsWithAllData(t)
    t.match(readFileSync(at('postgres-password'), 'utf8'), /^[\w-]{32}$/)
    t.equal(statSync(at('postgres-password')).mode & 0o777, 0o600)
    await startsWithAllData(t)
  })
}

await t.test('a new password is told of, and is not in the log', async t => {
  said.length = 0
  lost()
  await startsWithAllData(t)
  t.match(said, [`Setting a new password of PostgreSQL's superuser: the current one is not in ${dataFolder}`])
  t.notOk(readFileSync(at('postgres.log'), 'utf8').includes(readFileSync(at('postgres-password'), 'utf8')))
})

const missing = () => {}
const folder = (name: string) => () => { mkdirSync(at(name)) }
const isFolder = /^The data folder \S+ cannot be used: \S+ is a folder, where a file must be \(EISDIR\)\. Move it away/

/** Damage of a file that the start cannot mend: what replaces it once it is moved aside, and what is said. */
const told: ReadonlyArray<readonly [name: string, what: string, damage: () => void, message: RegExp]> = [
  ['postgres', 'a file', holds('postgres', 'mine'), /it is not a folder\. It was left as it is\..+set DATA_FOLDER/],
  ['postgres', 'a link to nothing', () => { symlinkSync(at('nothing'), at('postgres')) }, /it is not a folder/],
  ['postgres', 'a link to an empty folder', () => { symlinkSync(newFolder(t), at('postgres')) }, /a link to an empty folder/],
  ['postgres/PG_VERSION', 'missing', missing, /damaged: it has no file PG_VERSION\. It was left as it is\..+DATA_/],
  ['postgres/PG_VERSION', 'empty', holds('postgres/PG_VERSION', ''), /its file PG_VERSION is empty/],
  ['postgres/PG_VERSION', 'no version', holds('postgres/PG_VERSION', 'hello'), /its file PG_VERSION holds no version/],
  ['postgres/PG_VERSION', 'a folder', folder('postgres/PG_VERSION'), isFolder],
  ['postgres/postmaster.pid', 'a folder', folder('postgres/postmaster.pid'), isFolder],
  ['postgres/postgresql.conf', 'missing', missing, /did not start on .+\.conf.+Its data was left as it is\..+DATA_/],
  ['postgres/postgresql.auto.conf', 'wrong', holds('postgres/postgresql.auto.conf', '==='), /syntax error in file/],
  ['postgres/pg_hba.conf', 'missing', missing, /could not open file .+pg_hba\.conf/],
  ['postgres/global/pg_control', 'missing', missing, /could not open file .+pg_control/],
  ['postgres-password', 'a folder', folder('postgres-password'), isFolder],
  ['postgres.lock', 'a folder', folder('postgres.lock'), isFolder]
]

for (const [name, what, damage, message] of told) {
  await t.test(`${name} being ${what} is told, and nothing is lost`, async t => {
    const aside = join(newFolder(t), 'original')
    if (existsSync(at(name))) renameSync(at(name), aside)
    damage()
    const fault = await start().then(({ stop }) => stop()).then(() => 'it started', (error: Error) => error.message)
    t.match(fault, message)
    t.notMatch(fault, /\n|E[A-Z]+:/, 'in one line, and not as the system says it')
    rmSync(at(name), { recursive: true, force: true })
    if (existsSync(aside)) renameSync(aside, at(name))
    t.same(readdirSync(dataFolder).filter(entry => /^postgres\.(?:init-|lock)/.test(entry)), [])
    await startsWithAllData(t)
  })
}

await t.test('a cluster that is a link is found', async t => {
  const other = newFolder(t)
  renameSync(at('postgres'), join(other, 'moved'))
  symlinkSync(join(other, 'moved'), at('postgres'))
  await startsWithAllData(t)
})
