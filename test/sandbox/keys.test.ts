import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, statSync, symlinkSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { confirmation, ids } from '../helper/app.js'
import { dataFolder, startSandbox, tokenFrom } from '../helper/sandbox.js'
import { sandboxKeys, type SandboxKeys } from '../../src/sandbox/identity/keys.js'

const log = () => undefined

function newFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-keys-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

const good = JSON.stringify(await sandboxKeys(undefined, log))
const changed = (change: (keys: { issuer: Record<string, unknown>, linkSigning: unknown }) => void) => {
  const keys = JSON.parse(good) as Parameters<typeof change>[0]
  change(keys)
  return JSON.stringify(keys)
}

/** Contents that are not valid keys. */
const damaged: Readonly<Record<string, string>> = {
  empty: '',
  cut: good.slice(0, 500),
  null: 'null',
  'without members': '{}',
  'without the issuer': changed(keys => { keys.issuer = {} }),
  'without a kid': changed(keys => { delete keys.issuer['kid'] }),
  'half a private key': changed(keys => { delete keys.issuer['q'] }),
  'another public half': changed(({ issuer }) => { issuer['n'] = [...String(issuer['n'])].reverse().join('') }),
  'without a key for links': changed(keys => { keys.linkSigning = undefined }),
  'with a short key for links': changed(keys => { keys.linkSigning = 'c2hvcnQ=' })
}

await t.test('keys are stored, and only their owner may read the file', async t => {
  const folder = newFolder(t)
  const keys = await sandboxKeys(folder, log)
  t.equal(statSync(join(folder, 'sandbox-keys.json')).mode & 0o777, 0o600)
  t.same(await sandboxKeys(folder, log), keys)
})

for (const [what, text] of Object.entries(damaged)) {
  await t.test(`damaged keys are replaced and renamed: ${what}`, async t => {
    const folder = newFolder(t)
    const file = join(folder, 'sandbox-keys.json')
    writeFileSync(file, text)
    const said: string[] = []
    const keys = await sandboxKeys(folder, line => { said.push(line) })
    t.match(said, [
      new RegExp(`^The sandbox's keys were damaged and have been replaced\\. .+ are in ${file}\\.damaged$`)
    ])
    t.equal(readFileSync(`${file}.damaged`, 'utf8'), text)
    t.same(JSON.parse(readFileSync(file, 'utf8')), keys)
    t.same(await sandboxKeys(folder, log), keys, 'the next start has the new ones')
  })
}

await t.test('keys of other versions are accepted without their unknown members', async t => {
  const folder = newFolder(t)
  const keys = { ...JSON.parse(good) as SandboxKeys, databasePassword: 'of an earlier version' }
  writeFileSync(join(folder, 'sandbox-keys.json'), JSON.stringify(keys))
  t.same(await sandboxKeys(folder, log), JSON.parse(good))
})

await t.test('a file that is not ours is not changed', async t => {
  const folder = newFolder(t)
  const file = join(folder, 'sandbox-keys.json')
  mkdirSync(join(file, 'mine'), { recursive: true })
  await t.rejects(sandboxKeys(folder, log), { code: 'EISDIR', path: file })
  t.ok(existsSync(join(file, 'mine')))

  const closed = newFolder(t)
  writeFileSync(join(closed, 'sandbox-keys.json'), good, { mode: 0 })
  if (process.getuid?.() === 0) t.same(await sandboxKeys(closed, log), JSON.parse(good), 'nothing is closed to root')
  else await t.rejects(sandboxKeys(closed, log), { code: 'EACCES' })
  chmodSync(join(closed, 'sandbox-keys.json'), 0o600)
})

await t.test('an unfinished file of a killed start, or a link in its place, is replaced', async t => {
  const folder = newFolder(t)
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'mine')
  symlinkSync(victim, join(folder, 'sandbox-keys.json.new'))
  await sandboxKeys(folder, log)
  t.equal(readFileSync(victim, 'utf8'), 'mine', 'what the link leads to is not written')
})

await t.test('lost keys invalidate tokens, and no confirmation is lost', async t => {
  const folder = await dataFolder(t)
  const first = await startSandbox(t, { DATA_FOLDER: folder, LOG_LEVEL: 'warn' })
  const path = `/v1/customers/${ids.adventureWorks}/agreements`
  const oldToken = await tokenFrom(first.url)
  const response = await fetch(first.url + path, {
    method: 'POST', headers: { authorization: `Bearer ${oldToken}` }, body: JSON.stringify(confirmation())
  })
  t.equal(response.status, 201)
  first.process.kill('SIGTERM')
  await first.ended
  const file = join(folder, 'sandbox-keys.json')
  rmSync(file)
  mkdirSync(file)
  await t.rejects(startSandbox(t, { DATA_FOLDER: folder }), {
    message: `ended with 1: partner-agreements: 1 error:\n  - The data folder ${folder} cannot be used: ` +
      `${file} is a folder, where a file must be (EISDIR). Move it away, or set DATA_FOLDER to another folder.`
  })
  rmdirSync(file)

  const second = await startSandbox(t, { DATA_FOLDER: folder, LOG_LEVEL: 'warn' })
  const read = async (token: string) => {
    return await fetch(`${second.url}${path}?agreementType=*`, { headers: { authorization: `Bearer ${token}` } })
  }
  t.equal((await read(oldToken)).status, 401)
  t.match(await (await read(await tokenFrom(second.url))).json(), { totalCount: 1 })
})
