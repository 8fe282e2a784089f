import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { confirmation, ids } from '../helper/app.js'
import { dataFolder, startSandbox, tokenFrom, type Sandbox } from '../helper/sandbox.js'

if (process.platform === 'win32') t.bailout('kill -9 is a thing of POSIX')

const customers = [ids.adventureWorks, ids.wingtip, ids.proseware, ids.lucerne]

/** Confirms without pause until a request fails. Keeps the acknowledged confirmations in this process. */
async function confirmUntilItFails (sandbox: Sandbox, worker: number, acknowledged: Set<string>): Promise<void> {
  const authorization = `Bearer ${await tokenFrom(sandbox.url)}`
  for (let number = 0; ; number++) {
    const firstName = `worker ${worker} number ${number}`
    try {
      const answer = await fetch(`${sandbox.url}/v1/customers/${customers[worker % customers.length]}/agreements`, {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify(confirmation({}, { firstName }))
      })
      await answer.arrayBuffer()
      if (answer.status !== 201) return
      acknowledged.add(firstName)
    } catch {
      return
    }
  }
}

/** The number of acknowledged confirmations that are lost when server and service are killed under load. */
async function lostByKilling (t: Test, environment: Record<string, string>): Promise<number> {
  const folder = await dataFolder(t)
  const victim = await startSandbox(t, { DATA_FOLDER: folder, LOG_LEVEL: 'warn', ...environment })
  const acknowledged = new Set<string>()
  const load = Promise.all(Array.from({ length: 8 }, (_, worker) => confirmUntilItFails(victim, worker, acknowledged)))
  while (acknowledged.size < 400) await new Promise(resolve => setTimeout(resolve, 5))
  process.kill(Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
  victim.process.kill('SIGKILL')
  await load

  const next = await startSandbox(t, { DATA_FOLDER: folder, LOG_LEVEL: 'warn' })
  const authorization = `Bearer ${await tokenFrom(next.url)}`
  for (const customer of customers) {
    const { items } = (await (
      await fetch(`${next.url}/v1/customers/${customer}/agreements?agreementType=*`, { headers: { authorization } })
    ).json()) as { items: Array<{ primaryContact: { firstName: string } }> }
    for (const { primaryContact } of items) acknowledged.delete(primaryContact.firstName)
  }
  return acknowledged.size
}

t.test('kill -9 under load loses nothing that was acknowledged', async t => {
  t.equal(await lostByKilling(t, {}), 0)
})

t.test('commits that do not wait for the disk lose confirmations, which shows that the test can fail', async t => {
  const lost = await lostByKilling(t, { PGOPTIONS: '-c synchronous_commit=off' })
  t.ok(lost > 0, `lost ${lost}`)
})
