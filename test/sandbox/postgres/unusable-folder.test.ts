import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'
import { newFolder, query } from './helper.js'

const log = () => undefined
const isRoot = process.getuid?.() === 0

/** What a start on a folder fails with. */
async function faultOf (dataFolder: string): Promise<string> {
  try {
    const server = await startEmbeddedPostgres({ dataFolder, log })
    await server.stop()
    return 'it started'
  } catch (error) {
    return (error as Error).message
  }
}

/** A temporary file system of its own. Undefined where this process may not mount one. */
function mounted (t: Test, options: string): string | undefined {
  const folder = newFolder(t)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=755,${options}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  t.teardown(() => { execFileSync('umount', ['-l', folder]) })
  return folder
}

await t.test('a file where the folder, or one above it, must be', async t => {
  const file = join(newFolder(t), 'file')
  writeFileSync(file, 'mine')
  const message = 'is a file, or a link that leads nowhere, where a folder must be (EEXIST). ' +
    'Move it away, or set DATA_FOLDER to another folder.'
  t.equal(await faultOf(file), `The data folder ${file} ${message}`)
  t.equal(await faultOf(join(file, 'a', 'b')), `The data folder ${file}/a/b cannot be used: ${file} ${message}`)
  t.equal(readFileSync(file, 'utf8'), 'mine')
})

await t.test('links that lead nowhere', async t => {
  const link = join(newFolder(t), 'link')
  symlinkSync(`${link}-is-not-there`, link)
  t.match(await faultOf(link), /leads nowhere, where a folder must be/)
  const circle = join(newFolder(t), 'circle')
  symlinkSync(circle, circle)
  t.match(await faultOf(circle), /leads nowhere, where a folder must be/)
})

await t.test('names that cannot be', async t => {
  const tooLong = await faultOf(join(newFolder(t), 'a'.repeat(300)))
  t.match(tooLong, /has a name that is too long \(ENAMETOOLONG\)\. Choose a shorter one, or set DATA_FOLDER/)
  const twoLines = await faultOf(join(newFolder(t), 'two\nlines'))
  t.match(twoLines, /has a line break, which PostgreSQL rejects\. Set DATA_FOLDER/)
})

await t.test('where no folder can be made', { skip: existsSync('/proc') ? false : 'there is no /proc' }, async t => {
  t.match(await faultOf('/proc/data'), 'The data folder /proc/data does not exist and cannot be made (ENOENT). Make it')
})

await t.test('a folder that is closed', { skip: isRoot ? 'nothing is closed to root' : false }, async t => {
  const folder = newFolder(t)
  chmodSync(folder, 0o555)
  const closed = `closed to user ${process.getuid?.()} (EACCES). Give that user the right to read and write it, ` +
    'or set DATA_FOLDER to another folder.'
  t.equal(await faultOf(folder), `The data folder ${folder} is ${closed}`)
  t.equal(await faultOf(join(folder, 'data')), `The data folder ${folder}/data is ${closed}`)
  chmodSync(folder, 0o755)
})

await t.test('a read-only file system', async t => {
  const folder = mounted(t, 'ro')
  if (folder === undefined) return t.comment('may not mount one')
  const message = 'is on a read-only file system (EROFS). Make it writable, or set DATA_FOLDER to another folder.'
  t.equal(await faultOf(folder), `The data folder ${folder} ${message}`)
  t.equal(await faultOf(join(folder, 'data')), `The data folder ${folder}/data ${message}`)
})

await t.test('a full disk is told, and leaves nothing half-made', async t => {
  const folder = mounted(t, 'size=12m')
  if (folder === undefined) return t.comment('may not mount one')
  t.match(await faultOf(folder), /^PostgreSQL could not make its data in .*No space left on device\. Correct that, or/)
  t.same(readdirSync(folder).filter(name => name !== 'postgres-password'), [])
  writeFileSync(join(folder, 'rest'), Buffer.alloc(11_500_000))
  t.match(await faultOf(folder), /No space left on device|because its disk is full/)
  execFileSync('mount', ['-o', 'remount,size=200m', folder])
  const server = await startEmbeddedPostgres({ dataFolder: folder, log })
  await server.stop()
})

await t.test('a path with spaces, quotes and other letters is as good as any', async t => {
  const dataFolder = join(newFolder(t), 'my data', "it's \"ü\" 漢字 $HOME; %41 #1 \\ *")
  const server = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(server.stop)
  await query(server.url('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one')
  await server.stop()
  writeFileSync(join(dataFolder, 'postgres-password'), '')
  const again = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(again.stop)
  t.same(await query(again.url('postgres'), 'SELECT * FROM kept'), [{ one: 1 }])
})

await t.test('a link to a folder is as good as the folder', async t => {
  const folder = newFolder(t)
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), join(folder, 'link'))
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'link'), log })
  t.teardown(server.stop)
  t.match(await faultOf(join(folder, 'real')), `The data folder ${folder}/real is in use by process ${process.pid}.`)
})
