import { randomUUID } from 'node:crypto'
import t from 'tap'
import { customerAgreementRepository, type NewConfirmation } from '../../../src/partner-center/agreements/repository.js'
import { ids } from '../../helper/app.js'
import { connectTo, testDatabase } from '../../helper/database.js'

const stored = await testDatabase(t)
/** Two instances of the service on one database. */
const instances = [customerAgreementRepository(await connectTo(t, stored)), customerAgreementRepository(await connectTo(t, stored))]

const clients = 16
const requestsPerClient = 20

/** A confirmation that differs from every other one, so that each can be stored. */
function attestation (customerId: string): NewConfirmation {
  const requestId = randomUUID()
  return {
    partnerId: ids.contoso,
    customerId,
    confirmation: {
      agreementType: 'MicrosoftCustomerAgreement',
      templateId: ids.customerAgreement,
      userId: 'd1000000-0000-4000-8000-100000000001',
      primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: `${requestId}@adventure-works.example`, phoneNumber: null },
      dateAgreed: '2026-02-28T09:30:00Z'
    },
    countsFrom: -Infinity,
    receivedAt: new Date('2026-03-02T10:00:00Z'),
    callerTenantId: ids.contoso,
    callerApplicationId: undefined,
    requestId,
    requestSha256: Buffer.alloc(32, 1),
    correlationId: randomUUID()
  }
}

/** Confirms for one customer again and again, always on the same instance; resolves to the ids that were acknowledged, and the errors. */
async function client (customerId: string, number: number) {
  const { confirm } = instances[number % 2] as typeof instances[number]
  const acknowledged: string[] = []
  const errors: unknown[] = []
  for (let request = 0; request < requestsPerClient; request++) {
    const asked = attestation(customerId)
    try {
      const { outcome } = await confirm(asked)
      if (outcome === 'stored') acknowledged.push(asked.requestId)
    } catch (error) {
      errors.push(error)
    }
  }
  return { acknowledged, errors }
}

/** Lets every INSERT take as long as on a disk that has to write: the server of the tests does not wait for its own. */
async function slowDown (): Promise<void> {
  await stored.rows("CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.005); RETURN NULL; END'")
  await stored.rows('CREATE TRIGGER take_time AFTER INSERT ON customer_agreement FOR EACH STATEMENT EXECUTE FUNCTION take_time()')
}

t.test('a customer on which two instances race leaves the other confirmations of its partner alone', async t => {
  const others = Array.from({ length: clients }, () => randomUUID())
  await stored.rows("INSERT INTO customer (customer_id, company_name, country, registered_at) SELECT id, 'Other', 'US', now() FROM unnest($1::uuid[]) id", [others])
  await stored.rows('INSERT INTO reselling_relationship (partner_id, customer_id, established_at) SELECT $1, id, now() FROM unnest($2::uuid[]) id', [ids.contoso, others])
  await slowDown()
  const [busy, rest] = await Promise.all([
    Promise.all(others.map((_, number) => client(ids.adventureWorks, number))),
    Promise.all(others.map(client))
  ])
  t.strictSame(rest.flatMap(({ errors }) => errors), [], 'no confirmation of another customer fails')
  t.strictSame(busy.flatMap(({ errors }) => errors), [], 'none of the busy customer either')
  const acknowledged = [...busy, ...rest].flatMap(one => one.acknowledged)
  t.equal(acknowledged.length, 2 * clients * requestsPerClient)
  const rows = await stored.rows<{ request_id: string }>('SELECT request_id FROM customer_agreement WHERE customer_id = ANY ($1)', [[ids.adventureWorks, ...others]])
  t.strictSame(rows.map(row => row.request_id).sort(), acknowledged.sort(), 'what is stored is what was acknowledged')
})
