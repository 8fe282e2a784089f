import pg from 'pg'
import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { accept, end, open } from '../helper/invitations.js'

// The second fence: what the service's role can do when a query forgets its partner.
const stored = await testDatabase(t)
const { url, rows } = stored
const [invited, foreign] = ['1c000000-0000-4000-8000-000000000001', '1c000000-0000-4000-8000-000000000002'] as const
for (const [invitationId, partnerId, customerId] of [
  [invited, ids.contoso, ids.adventureWorks],
  [foreign, ids.fabrikam, ids.litware]
] as const) {
  await rows(
    `
    INSERT INTO invitation (
      invitation_id, partner_id, customer_id, asks_relationship, template_id, document_id, language, country,
      first_name, last_name, email, invited_by, invited_at
    )
    SELECT $1, $2, $3, false, template_id, document_id, 'en', 'US', 'Ada', 'Lovelace', 'ada@example.com', $2, now()
    FROM agreement_document
    LIMIT 1`,
    [invitationId, partnerId, customerId]
  )
  await rows(
    'INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at) VALUES ' +
      "(sha256($1::uuid::text::bytea), $2, $1::uuid, now(), now() + interval '1 day')",
    [invitationId, partnerId]
  )
  await open({ stored, clock: { at: new Date() } }, invitationId)
}
await accept({ stored, clock: { at: new Date() } }, ids.adventureWorks, invited)
await end({ stored, clock: { at: new Date() } }, foreign, 'declined')
// An acceptance of Wingtip's without evidence, and evidence to copy.
const [{ acceptance_id: foreignAcceptance = '' } = {}] = await rows<{ acceptance_id: string }>(
  'INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, now()) RETURNING ' +
    'acceptance_id',
  [ids.wingtip, ids.customerAgreement]
)
const [{ evidence } = {}] = await rows<{ evidence: object }>(
  'SELECT to_jsonb(e) AS evidence FROM acceptance_evidence e LIMIT 1'
)
const client = new pg.Client({ connectionString: url })
await client.connect()
t.teardown(() => client.end())

const fenced = [
  'partner_application', 'reselling_relationship', 'customer', 'customer_agreement', 'direct_acceptance', 'purchase',
  'sandbox_resource', 'invitation', 'invitation_token', 'invitation_event', 'invitation_end'
]

type Setting = 'app.partner' | 'app.customer' | 'app.invitation' | 'app.token'

async function countAs (id: string | undefined, table: string, setting: Setting = 'app.partner'): Promise<number> {
  await client.query('BEGIN')
  if (id !== undefined) await client.query('SELECT set_config($1, $2, true)', [setting, id])
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
  t.equal(await countAs(ids.contoso, 'partner_application'), 1)
  t.equal(await countAs(ids.fabrikam, 'customer_agreement'), 0)
  t.equal(await countAs(ids.fabrikam, 'customer'), 2)
  t.equal(await countAs(ids.fabrikam, 'direct_acceptance'), 1, 'Adventure Works accepted for all its partners')
  t.equal(await countAs(ids.tailspin, 'direct_acceptance'), 0)
})

t.test(
  'an invitation and what came of it is there for its partner, and for the page that its token opened',
  async t => {
    for (const table of ['invitation', 'invitation_token', 'invitation_event', 'invitation_end']) {
      t.equal(await countAs(ids.contoso, table), 1, table)
      t.equal(await countAs(ids.tailspin, table), 0, table)
      t.equal(await countAs(foreign, table, 'app.invitation'), 1, table)
      t.equal(await countAs(ids.lucerne, table, 'app.customer'), 0, table)
    }
  }
)

t.test('the evidence of an acceptance is its customer\'s alone', async t => {
  t.equal(await countAs(undefined, 'acceptance_evidence'), 0)
  for (const partnerId of [ids.contoso, ids.fabrikam]) t.equal(await countAs(partnerId, 'acceptance_evidence'), 0)
  t.equal(await countAs(invited, 'acceptance_evidence', 'app.invitation'), 0)
  t.equal(await countAs(ids.litware, 'acceptance_evidence', 'app.customer'), 0)
  t.equal(await countAs(ids.adventureWorks, 'acceptance_evidence', 'app.customer'), 1)
})

t.test('a customer sees itself, its partners and its own acceptances, and no other customer\'s', async t => {
  for (const [table, count] of [
    ['customer', 1], ['reselling_relationship', 2], ['direct_acceptance', 1], ['purchase', 0], ['sandbox_resource', 0]
  ] as const) {
    t.equal(await countAs(ids.adventureWorks, table, 'app.customer'), count, table)
    t.equal(await countAs(ids.lucerne, 'direct_acceptance', 'app.customer'), 0)
  }
})

t.test('a token is there for the page that it was presented to, before an invitation is known', async t => {
  const [{ hash = '' } = {}] = await rows<{ hash: string }>(
    "SELECT encode(token_sha256, 'hex') AS hash FROM invitation_token WHERE invitation_id = $1",
    [foreign]
  )
  t.equal(await countAs(hash, 'invitation_token', 'app.token'), 1)
  t.equal(await countAs('00'.repeat(32), 'invitation_token', 'app.token'), 0)
  t.equal(await countAs(hash, 'invitation', 'app.token'), 0)
})

t.test('who accepted is told to the partner that invited alone', async t => {
  const asked = async (partnerId: string) => {
    await client.query("SELECT set_config('app.partner', $1, false)", [partnerId])
    const {
      rows: [row]
    } = await client.query<{ customer_id: string | null }>('SELECT who_accepted($1) AS customer_id', [invited])
    return row?.customer_id
  }
  t.equal(await asked(ids.contoso), ids.adventureWorks)
  t.equal(await asked(ids.fabrikam), null)
  t.equal(await asked(''), null)
})

/** Records the evidence that there is once more, with other ids. */
function evidenceOf (customerId: string, invitationId: string | null, acceptanceId = foreignAcceptance): string {
  const row = {
    ...evidence,
    reference_id: foreign,
    acceptance_id: acceptanceId,
    customer_id: customerId,
    invitation_id: invitationId
  }
  return 'INSERT INTO acceptance_evidence SELECT * FROM jsonb_populate_record(NULL::acceptance_evidence, ' +
    `'${JSON.stringify(row)}')`
}

const foreignRows: ReadonlyArray<readonly [what: string, setting: Setting, id: string, statement: string]> = [
  [
    "invites in another one's name", 'app.partner', ids.fabrikam,
    "INSERT INTO invitation SELECT gen_random_uuid(), 'd1000000-0000-4000-8000-000000000001', NULL, true, NULL, " +
      "gen_random_uuid(), 1, 'en', 'US', NULL, 'x', 'x', 'x', gen_random_uuid(), now()"
  ],
  [
    "ends another one's invitation", 'app.partner', ids.contoso,
    `INSERT INTO invitation_end VALUES ('${foreign}', 'revoked', now(), '${foreign}')`
  ],
  [
    'accepts, as a partner, its own invitation', 'app.partner', ids.fabrikam,
    `INSERT INTO invitation_end VALUES ('${foreign}', 'accepted', now(), '${foreign}')`
  ],
  [
    'revokes what was presented to it', 'app.invitation', foreign,
    `INSERT INTO invitation_end VALUES ('${foreign}', 'revoked', now(), '${foreign}')`
  ],
  [
    "opens another one's invitation", 'app.partner', ids.contoso,
    `INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ('${foreign}', 'opened', now())`
  ],
  [
    'ends an invitation that nobody presented', 'app.invitation', invited,
    `INSERT INTO invitation_end VALUES ('${foreign}', 'accepted', now(), '${foreign}')`
  ],
  [
    "gives another one's invitation a token", 'app.partner', ids.contoso,
    'INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at) VALUES ' +
      `(sha256('x'), '${ids.fabrikam}', '${foreign}', now(), now())`
  ],
  [
    'gives a token to what was presented to it', 'app.invitation', foreign,
    'INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at) VALUES ' +
      `(sha256('x'), '${ids.fabrikam}', '${foreign}', now(), now())`
  ],
  [
    'opens, as a partner, its own invitation', 'app.partner', ids.fabrikam,
    `INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ('${foreign}', 'opened', now())`
  ],
  [
    'mails what was presented to it', 'app.invitation', foreign,
    `INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ('${foreign}', 'mailed', now())`
  ],
  [
    'opens, as a customer, what nobody presented', 'app.customer', ids.litware,
    `INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ('${foreign}', 'opened', now())`
  ],
  [
    "invites another one's customer to the agreement alone", 'app.partner', ids.fabrikam,
    `INSERT INTO invitation SELECT gen_random_uuid(), '${ids.fabrikam}', '${ids.wingtip}', false, NULL, ` +
      'gen_random_uuid(), 1, \'en\', \'US\', NULL, \'x\', \'x\', \'x\', gen_random_uuid(), now()'
  ],
  [
    'records evidence with an invitation that nobody presented',
    'app.customer',
    ids.adventureWorks,
    evidenceOf(ids.adventureWorks, foreign)
  ],
  ["records another customer's evidence", 'app.customer', ids.wingtip, evidenceOf(ids.adventureWorks, null)],
  [
    'accepts as a partner', 'app.partner', ids.contoso,
    `INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ('${ids.wingtip}', ` +
      `'${ids.customerAgreement}', now())`
  ],
  [
    'accepts for another customer', 'app.customer', ids.litware,
    `INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ('${ids.wingtip}', ` +
      `'${ids.customerAgreement}', now())`
  ],
  [
    'gives another customer a partner', 'app.customer', ids.litware,
    `INSERT INTO reselling_relationship (partner_id, customer_id, established_at) VALUES ('${ids.tailspin}', ` +
      `'${ids.wingtip}', now())`
  ]
]

for (const [what, setting, id, statement] of foreignRows) {
  t.test(`nobody ${what}`, async t => {
    await client.query('BEGIN')
    await client.query("SELECT set_config('app.partner', '', true), set_config($1, $2, true)", [setting, id])
    await t.rejects(client.query(statement), { code: '42501', message: /row-level security/ })
    await client.query('ROLLBACK')
  })
}

t.test('a token, and evidence, cannot name one tenant and belong to another', async t => {
  const own: ReadonlyArray<readonly [Setting, string, string, string]> = [
    [
      'app.partner', ids.contoso, 'invitation_token_is_of_its_partner',
      'INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at) VALUES ' +
        `(sha256('x'), '${ids.contoso}', '${foreign}', now(), now())`
    ],
    ['app.customer', ids.litware, 'acceptance_evidence_is_of_its_customer', evidenceOf(ids.litware, null)]
  ]
  for (const [setting, id, constraint, statement] of own) {
    await client.query('BEGIN')
    await client.query("SELECT set_config('app.partner', '', true), set_config($1, $2, true)", [setting, id])
    await t.rejects(client.query(statement), { code: '23503', constraint })
    await client.query('ROLLBACK')
  }
})

t.test('a partner cannot confirm in another one\'s name', async t => {
  await client.query('BEGIN')
  await client.query("SELECT set_config('app.partner', $1, true)", [ids.fabrikam])
  await t.rejects(
    client.query(
      'INSERT INTO customer_agreement (partner_id, customer_id, agreement_type, sequence, template_id, user_id, ' +
        'first_name, last_name, email, date_agreed, date_agreed_text, received_at, caller_tenant_id, request_id, ' +
        'request_sha256, correlation_id) VALUES ($1, $2, $3, 9, $4, $1, $5, $5, $5, now(), $5, now(), $1, $1, $6, ' +
        '$5)',
      [ids.contoso, ids.adventureWorks, 'MicrosoftCustomerAgreement', ids.customerAgreement, 'x', Buffer.alloc(32)]
    ),
    { code: '42501' }
  )
  await client.query('ROLLBACK')
})

t.test('nothing recorded can be changed or removed by the service', async t => {
  for (const statement of [
    'UPDATE customer_agreement SET first_name = $$x$$', 'DELETE FROM customer_agreement',
    'TRUNCATE customer_agreement', 'INSERT INTO partner SELECT * FROM partner', 'DELETE FROM direct_acceptance',
    'UPDATE gate_decision SET outcome = $$allow$$', 'DELETE FROM purchase', 'UPDATE sandbox_request SET status = 1',
    'DELETE FROM sandbox_resource', 'UPDATE agreement_document SET version = $$x$$',
    'UPDATE invitation SET email = $$x$$', 'DELETE FROM invitation', 'UPDATE invitation_token SET expires_at = now()',
    'DELETE FROM invitation_token', 'UPDATE invitation_event SET what = $$opened$$', 'DELETE FROM invitation_event',
    'UPDATE invitation_end SET what = $$accepted$$', 'DELETE FROM invitation_end',
    'UPDATE acceptance_evidence SET email = $$x$$', 'DELETE FROM acceptance_evidence', 'TRUNCATE invitation CASCADE',
    'UPDATE customer SET profile = NULL', 'UPDATE sandbox_user SET password_hash = $$x$$',
    'ALTER TABLE acceptance_evidence DISABLE ROW LEVEL SECURITY', 'CREATE TABLE mine (id int)',
    'ALTER TABLE customer_agreement DISABLE ROW LEVEL SECURITY'
  ]) {
    await t.rejects(client.query(statement), { code: '42501' }, statement)
  }
})
