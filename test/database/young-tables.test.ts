import { randomUUID } from 'node:crypto'
import t from 'tap'
import { customerAgreementRepository, type NewConfirmation } from '../../src/partner-center/agreements/repository.js'
import { connectDatabase } from '../../src/database/connect.js'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'

// Each connection plans a statement once, and on a new database it plans it before there are statistics.
const customers = Array.from({ length: 400 }, () => randomUUID())
const stored = await testDatabase(t)
await stored.rows("INSERT INTO customer SELECT id, 'Customer', 'US', now() FROM unnest($1::uuid[]) id", [customers])
await stored.rows(
  `INSERT INTO reselling_relationship SELECT '${ids.contoso}', id, NULL, now() FROM unnest($1::uuid[]) id`,
  [customers]
)

const newConfirmation = (customerId: string): NewConfirmation => ({
  partnerId: ids.contoso,
  customerId,
  confirmation: {
    agreementType: 'MicrosoftCustomerAgreement',
    templateId: ids.customerAgreement,
    userId: randomUUID(),
    primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', phoneNumber: null },
    dateAgreed: '2026-02-28T09:30:00Z'
  },
  countsFrom: -Infinity,
  receivedAt: new Date(),
  callerTenantId: ids.contoso,
  callerApplicationId: undefined,
  requestId: randomUUID(),
  requestSha256: Buffer.alloc(32),
  correlationId: randomUUID()
})

t.test('the first confirmations of a new database read none of the others', async t => {
  const database = await connectDatabase({ url: stored.url, onError: () => {} })
  const { confirm } = customerAgreementRepository(database)
  for (const customerId of customers) {
    const { outcome } = await confirm(newConfirmation(customerId))
    if (outcome !== 'stored') t.fail(outcome)
  }
  // A connection counts what it read when it ends.
  await database.close()
  const rows = await stored.rows<{ scans: number, read: number }>(`
    SELECT sum(idx_scan)::int AS scans, sum(idx_tup_read)::int AS read
    FROM pg_stat_user_indexes WHERE relname = 'customer_agreement'`)
  const [{ scans, read } = { scans: 0, read: 0 }] = rows
  t.ok(scans >= customers.length, `the control: ${scans} look-ups`)
  t.ok(read < customers.length, `${read} rows read by ${customers.length} confirmations`)
})
