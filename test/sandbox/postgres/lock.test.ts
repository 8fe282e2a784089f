import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { lockFolder } from '../../../src/sandbox/postgres/lock.js'
import { newFolder } from './helper.js'
import { projectFile } from '../../helper/project.js'

const dead = JSON.stringify({ pid: process.pid, mark: 'of an earlier start' })

/** The lock of a process that has ended, and that of one which ended while it replaced such a lock. */
const leftovers: readonly (readonly string[])[] = [[], ['postgres.lock'], ['postgres.lock', 'postgres.lock.replacing']]

await t.test('of processes that take a folder at the same moment, one gets it', async (t) => {
  const ask = await startChildren(t, 4)
  for (const names of leftovers) {
    for (let round = 0; round < 12; round++) {
      const folder = newFolder(t)
      for (const name of names) writeFileSync(join(folder, name), dead)
      const answers = await ask(folder)
      const losers = answers.filter(answer => answer !== 'taken')
      t.equal(losers.length, answers.length - 1, `${answers.join(', ')} with ${names.join(' and ') || 'nothing'} left`)
      for (const said of losers) t.match(said, /is in use by process \d+\. Stop that process, or set DATA_FOLDER/)
      t.same(readdirSync(folder), ['postgres.lock'], 'only the lock is left')
      await ask('')
      t.same(readdirSync(folder), [], 'which is given back')
    }
  }
})

await t.test('a dead lock that a running process is replacing is left to that one', async (t) => {
  const folder = newFolder(t)
  lockFolder(folder)
  const running = readFileSync(join(folder, 'postgres.lock'))
  writeFileSync(join(folder, 'postgres.lock.replacing'), running)
  writeFileSync(join(folder, 'postgres.lock'), dead)
  t.throws(() => lockFolder(folder), { message: `The data folder ${folder} is in use by process ${process.pid}.` })
  t.equal(readFileSync(join(folder, 'postgres.lock'), 'utf8'), dead)
})

await t.test('a lock that names nobody is dead', async (t) => {
  for (const text of ['', '{"pid":', 'null', '17', '{}', '{"pid":"self","mark":"x"}', '{"pid":-1,"mark":"x"}']) {
    const folder = newFolder(t)
    writeFileSync(join(folder, 'postgres.lock'), text)
    lockFolder(folder)()
    t.notOk(existsSync(join(folder, 'postgres.lock')), text)
  }
  const folder = newFolder(t)
  symlinkSync('/nowhere/postgres.lock', join(folder, 'postgres.lock'))
  lockFolder(folder)()
  t.same(readdirSync(folder), [], 'nor does a link that leads nowhere')
})

await t.test('drafts of killed processes are removed, and no others', async (t) => {
  const folder = newFolder(t)
  for (const name of ['postgres.lock.0123456789abcdef', 'postgres.lock.0123456789abcdef.copy', 'postgres.lock.mine']) {
    writeFileSync(join(folder, name), dead)
  }
  writeFileSync(join(folder, 'postgres.lock.fedcba9876543210'), '')
  lockFolder(folder)()
  t.same(readdirSync(folder).sort(), ['postgres.lock.fedcba9876543210', 'postgres.lock.mine'])
})

await t.test('what is no lock stays, and nobody takes the folder', async (t) => {
  const folder = newFolder(t)
  mkdirSync(join(folder, 'postgres.lock', 'mine'), { recursive: true })
  t.throws(() => lockFolder(folder), { code: 'EISDIR', path: join(folder, 'postgres.lock') })
  t.same(readdirSync(folder), ['postgres.lock'])
})

/** Starts processes that all take the folder they are told of; what each said comes back. */
async function startChildren (t: Test, count: number): Promise<(folder: string) => Promise<string[]>> {
  const program = projectFile('test/sandbox/postgres/lock-child.ts')
  const children = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'pipe', 'inherit'] })
    t.teardown(async () => {
      child.stdin.end()
      await once(child, 'exit')
    })
    return { stdin: child.stdin, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
  })
  const answers = async () => await Promise.all(children.map(async ({ lines }) => (await lines.next()).value as string))
  await answers()
  return async folder => {
    for (const { stdin } of children) stdin.write(`${folder}\n`)
    return await answers()
  }
}
