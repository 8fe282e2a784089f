import pg from 'pg'
import t, { type Test } from 'tap'
import type { Database, Statement } from '../../src/database/connect.js'
import { invitationRepository } from '../../src/acceptance/invitations/repository.js'
import type { InvitationFilter } from '../../src/acceptance/invitations/stored-invitation.js'
import { customerAgreementRepository } from '../../src/partner-center/agreements/repository.js'
import { customerRepository } from '../../src/partner-center/customers/repository.js'
import { classesInState } from '../../src/records/acceptance-classes.js'
import { customerRecords, type ClassPosition } from '../../src/records/customers.js'
import type { AcceptanceState } from '../../src/domain/acceptance/acceptance-status.js'
import { programme } from '../../src/domain/programme.js'
import { ids } from '../helper/app.js'
import { connectTo, testDatabase } from '../helper/database.js'

// What PostgreSQL reads for one customer, or for one page of them, must not grow with how many a partner has. Planned
// as in production, before the statement has set the partner: of what row-level security compares with it PostgreSQL
// then expects no row.
const customers = 20_000
const confirmations = 6
const stored = await testDatabase(t)
const database = await connectTo(t, stored)
const customerIdOf = (number: number) => `cc000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const numbered = '(\'cc000000-0000-4000-8000-\' || lpad(n::text, 12, \'0\'))::uuid'
const all = `FROM generate_series(1, ${customers}) n`
await stored.rows(`INSERT INTO customer SELECT ${numbered}, 'Customer ' || n, 'US', now() ${all}`)
await stored.rows(`INSERT INTO reselling_relationship SELECT '${ids.contoso}', ${numbered}, NULL, now() ${all}`)
await stored.rows(
  `INSERT INTO purchase (partner_id, customer_id, purchased_at) SELECT '${ids.contoso}', ${numbered}, now() ${all}`
)
await stored.rows(
  `INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) SELECT ${numbered}, ` +
    `'${ids.customerAgreement}', now() ${all}`
)
await stored.rows(`
  INSERT INTO customer_agreement (
    partner_id, customer_id, agreement_type, sequence, template_id, user_id, first_name, last_name, email, date_agreed,
    date_agreed_text, received_at, caller_tenant_id, caller_application_id, request_id, request_sha256, correlation_id,
    document_id
  )
  SELECT '${ids.contoso}', ${numbered}, 'MicrosoftCustomerAgreement', s, '${ids.customerAgreement}',
    gen_random_uuid(), 'Ada', 'Lovelace ' || s, 'ada@example.com',
    now(), now()::text, now(), '${ids.contoso}', NULL, gen_random_uuid(), sha256('x'), gen_random_uuid()::text, NULL
  ${all} CROSS JOIN generate_series(1, ${confirmations}) s`)
await stored.rows(`
  INSERT INTO direct_acceptance (customer_id, template_id, accepted_at)
  SELECT ${numbered}, '${ids.customerAgreement}', now() FROM generate_series(${customers} - 4, ${customers}) n`)
await stored.rows(`
  INSERT INTO invitation (
    invitation_id, partner_id, customer_id, asks_relationship, template_id, document_id, language, country, first_name,
    last_name, email, invited_by, invited_at
  )
  SELECT ${numbered}, '${ids.contoso}', ${numbered}, false, '${ids.customerAgreement}', document_id, 'en', 'US', 'Ada',
    'Lovelace', 'ada@example.com', '${ids.contoso}', now() - n * interval '1 second'
  ${all} CROSS JOIN (SELECT document_id FROM agreement_document LIMIT 1) document`)
await stored.rows(`
  INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at)
  SELECT sha256(n::text::bytea), '${ids.contoso}', ${numbered}, now(),
    now() + (n - ${customers - 5}) * interval '1 hour'
  ${all}`)
await stored.rows(`
  INSERT INTO invitation_end SELECT ${numbered}, 'declined', now(), '${ids.contoso}' FROM generate_series(1, 5) n`)
await stored.rows('ANALYZE')

const client = new pg.Client({ connectionString: stored.url })
await client.connect()
t.teardown(() => client.end())

interface Plan {
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

/** The most rows that any step of a plan read, with those that it threw away. */
function mostRead (plan: Plan): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
  return Math.max(own, ...(plan.Plans ?? []).map(mostRead))
}

const literal = (value: unknown) => value instanceof Date ? value.toISOString() : String(value)

/** Does what the repository does, and has PostgreSQL tell how it read it: as prepared once, for any values. */
async function rowsRead (work: (database: Database) => Promise<unknown>): Promise<number> {
  const asked: Array<readonly [Statement, readonly unknown[]]> = []
  await work({
    ...database,
    read: (statement, values) => {
      asked.push([statement, values])
      return database.read(statement, values)
    }
  })
  const [[statement, values] = []] = asked
  await client.query('SET plan_cache_mode = force_generic_plan')
  await client.query(`DEALLOCATE ALL; PREPARE plan_of AS ${statement?.text ?? ''}`)
  const literals = values?.map(value =>
    value === null
      ? 'NULL'
      : client.escapeLiteral(
        Array.isArray(value) ? `{${value.map(literal).join()}}` : literal(value)
      )
  )
  const {
    rows: [row]
  } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE plan_of (${literals?.join() ?? ''})`
  )
  return mostRead(row?.['QUERY PLAN'][0].Plan as Plan)
}

const now = { now: new Date(), acceptedFrom: Date.parse('2023-04-01') }
const [middle, nearTheEnd] = [customerIdOf(customers / 2), customerIdOf(customers - 50)]
const pageAfter = (customerId: string | undefined) =>
  (database: Database) => customerRecords(database).page(ids.contoso, customerId, 100, now)

const partOf = (state: AcceptanceState) => classesInState(state, {
  partner: { type: 'direct_bill', cloud: 'public' },
  environment: 'production',
  at: Date.now(),
  programme
})
const inState = (state: AcceptanceState, last?: ClassPosition) => (database: Database) =>
  customerRecords(database).pageOfClasses(ids.contoso, partOf(state), last, 100, now)
const invitations = (filter: Partial<InvitationFilter>) => (database: Database) => (
  invitationRepository(database).list(ids.contoso, {
    status: undefined, customerId: undefined, after: undefined, limit: 100, ...filter
  }, now)
)
const reads: ReadonlyArray<readonly [what: string, work: (database: Database) => Promise<unknown>, rows: number]> = [
  [
    'the confirmations of a customer',
    database => customerAgreementRepository(database).list(ids.contoso, middle),
    confirmations
  ],
  [
    'the relationship with a customer',
    database => customerAgreementRepository(database).hasRelationship(ids.contoso, middle),
    1
  ],
  ['a customer', database => customerRepository(database).find(ids.contoso, middle), 1],
  ['the first page of customers', database => customerRepository(database).list(ids.contoso, undefined, 100), 100],
  ['a page of customers in the middle', database => customerRepository(database).list(ids.contoso, middle, 100), 100],
  ['the facts of a customer', database => customerRecords(database).factsOf(ids.contoso, middle), confirmations],
  ['the record of a customer', database => customerRecords(database).find(ids.contoso, middle, now), confirmations],
  ['the first page of records', pageAfter(undefined), 100 * confirmations],
  ['a page of records in the middle', pageAfter(middle), 100 * confirmations],
  ['the last page of records', pageAfter(nearTheEnd), 50 * confirmations],
  ['the first page of a state', inState('attested'), 100 * confirmations],
  ['a page of a state in the middle', inState('attested', { expiry: 0n, customerId: middle }), 100 * confirmations],
  ['a rare state', inState('directlyAccepted'), 5 * confirmations],
  ['a state that no customer is in', inState('invited'), partOf('invited').length],
  ['the first page of invitations', invitations({}), 200],
  [
    'a page of invitations in the middle',
    invitations({ after: { listedAt: new Date(Date.now() - customers * 500), invitationId: middle } }),
    200
  ],
  ['the invitations of a customer', invitations({ customerId: middle }), 2],
  ['the first page of the most frequent status', invitations({ status: 'expired' }), 200],
  [
    'a page of the most frequent status in the middle',
    invitations({
      status: 'expired',
      after: { listedAt: new Date(Date.now() - customers * 1_800_000), invitationId: middle }
    }),
    200
  ],
  ['a rare status', invitations({ status: 'declined' }), 10],
  ['a status of customers that accepted otherwise', invitations({ status: 'acceptedOtherwise' }), 10],
  ['a status that only expired ones would have', invitations({ status: 'sent' }), 1],
  ['a status that no invitation has', invitations({ status: 'revoked' }), 1]
]

for (const [what, work, rows] of reads) {
  t.test(`${what} reads no more than it answers`, async (t: Test) => {
    const read = await rowsRead(work)
    t.ok(read >= rows / 2, `the control: ${read} rows are told`)
    t.ok(read <= rows * 3, `${read} rows read of ${customers} customers`)
  })
}
