import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { processMark } from '../../src/sandbox/postgres/process.js'
import { confirmation, ids } from '../helper/app.js'
import { dataFolder, startSandbox, tokenFrom, type Sandbox } from '../helper/sandbox.js'

const path = `/v1/customers/${ids.adventureWorks}/agreements`

t.test('a start on a folder in use names the process, exits with 1 and writes nothing', async t => {
  const folder = await dataFolder(t)
  writeFileSync(join(folder, 'postgres.lock'), JSON.stringify({ pid: process.pid, mark: processMark(process.pid) }))
  const starts = startSandbox(t, { DATA_FOLDER: folder })
  const { message } = await starts.then(() => new Error('it started'), (error: Error) => error)
  t.match(message, `the sandbox ended with 1: partner-agreements: 1 error:
  - The data folder ${folder} is in use by process ${process.pid}. Stop that process, or set DATA_FOLDER to another`)
  t.same(readdirSync(folder), ['postgres.lock'])
})

t.test('of two concurrent starts on a folder, one serves and the other exits with 1', async t => {
  for (let round = 0; round < 2; round++) {
    const folder = await dataFolder(t)
    const first = await onlyOneOfTwo(t, folder)
    const body = JSON.stringify(confirmation())
    t.match(await fetch(first.url + path, { method: 'POST', headers: await headersFor(first), body }), { status: 201 })
    first.process.kill('SIGTERM')
    await first.ended
    const second = await onlyOneOfTwo(t, folder)
    const list = await fetch(`${second.url}${path}?agreementType=*`, { headers: await headersFor(second) })
    t.match(await list.json(), { totalCount: 1 })
    second.process.kill('SIGTERM')
    await second.ended
  }
})

/** Starts two sandboxes on a folder at the same time, and returns the one that serves. */
async function onlyOneOfTwo (t: Test, folder: string): Promise<Sandbox> {
  const start = async () => await startSandbox(t, { DATA_FOLDER: folder, LOG_LEVEL: 'warn' })
  const starts = await Promise.allSettled([start(), start()])
  const [serving, ...more] = starts.flatMap(start => start.status === 'fulfilled' ? [start.value] : [])
  const losers = starts.flatMap(start => start.status === 'rejected' ? [String(start.reason)] : [])
  if (serving === undefined || more.length > 0) throw new Error(`${more.length + 1} serve: ${losers.join('\n')}`)
  const sentence = `The data folder ${folder} is in use by process ${serving.process.pid}\\. Stop that process, or`
  t.match(losers, [new RegExp(`ended with 1: .*\\s+- ${sentence}`)])
  return serving
}

async function headersFor ({ url }: Sandbox): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await tokenFrom(url)}` }
}
