import pg from 'pg'
import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'

// The second fence: what the service's role can do when a query forgets its partner.
const { url, rows } = await testDatabase(t)
await rows('INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, now())', [ids.adventureWorks, ids.customerAgreement])
const client = new pg.Client({ connectionString: url })
await client.connect()
t.teardown(() => client.end())

const fenced = ['reselling_relationship', 'customer', 'customer_agreement', 'direct_acceptance', 'purchase', 'sandbox_resource']

async function countAs (partnerId: string | undefined, table: string): Promise<number> {
  await client.query('BEGIN')
  if (partnerId !== undefined) await client.query("SELECT set_config('app.partner', $1, true)", [partnerId])
  const { rows: [row] } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)
  await client.query('COMMIT')
  return row?.count ?? -1
}

for (const table of fenced) {
  t.test(`${table} is empty without a partner, also after one was set on the connection`, async t => {
    t.equal(await countAs(undefined, table), 0)
    t.not(await countAs(ids.contoso, table), 0)
    t.equal(await countAs(undefined, table), 0)
  })
}

t.test('a partner sees its own rows and no others', async t => {
  t.equal(await countAs(ids.contoso, 'customer_agreement'), 2)
  t.equal(await countAs(ids.fabrikam, 'customer_agreement'), 0)
  t.equal(await countAs(ids.fabrikam, 'customer'), 2)
  t.equal(await countAs(ids.fabrikam, 'direct_acceptance'), 1, 'Adventure Works accepted for all its partners')
  t.equal(await countAs(ids.tailspin, 'direct_acceptance'), 0)
})

t.test('a partner cannot confirm in another one\'s name', async t => {
  await client.query('BEGIN')
  await client.query("SELECT set_config('app.partner', $1, true)", [ids.fabrikam])
  await t.rejects(client.query('INSERT INTO customer_agreement (partner_id, customer_id, agreement_type, sequence, template_id, user_id, first_name, last_name, email, date_agreed, date_agreed_text, received_at, caller_tenant_id, request_id, request_sha256, correlation_id) VALUES ($1, $2, $3, 9, $4, $1, $5, $5, $5, now(), $5, now(), $1, $1, $6, $5)',
    [ids.contoso, ids.adventureWorks, 'MicrosoftCustomerAgreement', ids.customerAgreement, 'x', Buffer.alloc(32)]), { code: '42501' })
  await client.query('ROLLBACK')
})

t.test('nothing recorded can be changed or removed by the service', async t => {
  for (const statement of ['UPDATE customer_agreement SET first_name = $$x$$', 'DELETE FROM customer_agreement', 'TRUNCATE customer_agreement', 'INSERT INTO partner SELECT * FROM partner', 'DELETE FROM direct_acceptance', 'UPDATE gate_decision SET outcome = $$allow$$', 'DELETE FROM purchase', 'UPDATE sandbox_request SET status = 1', 'DELETE FROM sandbox_resource', 'UPDATE agreement_document SET version = $$x$$', 'CREATE TABLE mine (id int)', 'ALTER TABLE customer_agreement DISABLE ROW LEVEL SECURITY']) {
    await t.rejects(client.query(statement), { code: '42501' }, statement)
  }
})
