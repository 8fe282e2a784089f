import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import { customerAgreementRepository, type Attestation } from '../../src/customer-agreements/repository.js'
import { connectDatabase } from '../../src/database/connect.js'
import { startEmbeddedPostgres } from '../../src/database/embedded.js'
import { prepareSandbox } from '../../src/sandbox/prepare.js'
import { ids } from '../helper/app.js'

// A server of its own: what it waits for is a setting of the whole server.
const server = await startEmbeddedPostgres({ dataFolder: '', ephemeral: true, log: () => {} })
t.teardown(() => server.stop())
const ownerUrl = server.url('postgres')
await prepareSandbox({ databaseUrl: ownerUrl, dataFolder: '', ephemeral: true, clock: () => new Date(), log: () => {} })
const owner = new pg.Client({ connectionString: ownerUrl })
await owner.connect()
t.teardown(() => owner.end())
const database = await connectDatabase({ url: ownerUrl, onError: () => {} })
t.teardown(() => database.close())
const { confirm, list } = customerAgreementRepository(database)

const attestation: Attestation = {
  partnerId: ids.contoso,
  customerId: ids.adventureWorks,
  confirmation: {
    agreementType: 'MicrosoftCustomerAgreement',
    templateId: ids.customerAgreement,
    userId: 'd1000000-0000-4000-8000-100000000001',
    primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example', phoneNumber: null },
    dateAgreed: '2026-02-28T09:30:00Z'
  },
  receivedAt: new Date('2026-03-02T10:00:00Z'),
  callerTenantId: ids.contoso,
  callerApplicationId: undefined,
  requestId: randomUUID(),
  requestSha256: Buffer.alloc(32, 1),
  correlationId: randomUUID()
}

async function waitForStandbyOf (name: string): Promise<void> {
  await owner.query(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`)
  await owner.query('SELECT pg_reload_conf()')
  while ((await owner.query('SHOW synchronous_standby_names')).rows[0].synchronous_standby_names !== name) await new Promise(resolve => setTimeout(resolve, 10))
}

/** PostgreSQL commits, and only warns, when the wait for a standby is cancelled: by an operator or a time-out. */
async function cancelTheWait (): Promise<void> {
  for (;;) {
    const { rowCount } = await owner.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    if (rowCount !== 0) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

t.test('a commit that no standby confirmed is an unknown outcome, never a success', async t => {
  await waitForStandbyOf('nobody')
  const confirming = confirm(attestation)
  await Promise.all([t.rejects(confirming, { name: 'OutcomeUnknown' }), cancelTheWait()])
  await waitForStandbyOf('')
})

t.test('repeating the request settles it', async t => {
  t.equal((await confirm(attestation)).outcome, 'replayed')
  t.equal((await list(ids.contoso, ids.adventureWorks))?.length, 1)
})
