import { randomUUID } from 'node:crypto'
import t from 'tap'
import { invitationStatuses } from '../../src/domain/acceptance/invitation.js'
import { ids, testApp } from '../helper/app.js'
import { accept, ada, caller, end, type Issued } from '../helper/invitations.js'
import { randomFrom } from './histories.js'

// The lists by status and by customer are found by summaries that triggers keep. They have the invitations that the list
// of all invitations shows with that status or customer, whatever happened to them and in which order.
const test = await testApp(t)
const { stored, clock } = test
const call = caller(test)
const seed = Number(process.env['SEED'] ?? 20261127)
const random = randomFrom(seed)
const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
const customers = Array.from({ length: 24 }, (_, number) => `cc000000-0000-4000-8000-${String(number).padStart(12, '0')}`)
// The last customers get their relationship later.
const related = new Set(customers.slice(0, 8))

async function relate (customerId: string): Promise<void> {
  await stored.rows('INSERT INTO reselling_relationship VALUES ($1, $2, NULL, $3)', [ids.contoso, customerId, clock.at])
}

for (const customerId of customers) {
  await stored.rows("INSERT INTO customer VALUES ($1, 'Customer', 'US', now())", [customerId])
  if (related.has(customerId)) await relate(customerId)
}

interface Made { readonly invitationId: string, readonly customerId: string | undefined }
const made: Made[] = []

async function invite (): Promise<void> {
  const customerId = random() < 0.5 ? pick([...related]) : undefined
  const expiresInDays = pick([1, 2, 30])
  const twin = { country: 'US', companyName: pick(['One', 'Two']) }
  const { statusCode, ...response } = customerId === undefined
    ? await call('POST', '/invitations', { body: { invited: ada, expiresInDays, ...twin } })
    : await call('POST', `/customers/${customerId}/invitations`, { body: { invited: ada, expiresInDays } })
  if (statusCode === 201) made.push({ invitationId: response.json<Issued>().invitationId, customerId })
}

const steps = {
  invite,
  open: async ({ invitationId, customerId = pick(customers) }: Made) => {
    await stored.rows(`
      INSERT INTO invitation_event (invitation_id, what, happened_at, customer_id) VALUES ($1, 'opened', $2, $3)`,
    [invitationId, clock.at, customerId])
  },
  accept: async ({ invitationId, customerId = pick(customers) }: Made) => {
    const [ended] = await stored.rows('SELECT FROM invitation_end WHERE invitation_id = $1', [invitationId])
    await accept(test, customerId, ended === undefined ? invitationId : null)
  },
  acceptWithoutEvidence: async () => {
    const acceptedAt = pick([clock.at.toISOString(), '2022-05-02T00:00:00Z', '2023-04-01T00:00:00Z'])
    await stored.rows('INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, $3)', [
      pick(customers), ids.customerAgreement, acceptedAt
    ])
  },
  decline: async ({ invitationId }: Made) => { await end(test, invitationId, 'declined').catch(() => {}) },
  revoke: async ({ invitationId }: Made) => { await call('POST', `/invitations/${invitationId}/revoke`) },
  resend: async ({ invitationId }: Made) => { await call('POST', `/invitations/${invitationId}/resend`) },
  relate: async () => {
    const customerId = customers.find(one => !related.has(one))
    if (customerId === undefined || random() < 0.5) return
    await relate(customerId)
    related.add(customerId)
  }
}

interface Item { readonly invitationId: string, readonly status: string, readonly customerId: string | null }
interface Page { readonly items: readonly Item[], readonly nextCursor?: string }

async function listed (filter: string): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: Page = (await call('GET', `/invitations?limit=7${filter}${cursor}`)).json()
    if (page.items.length === 0 && items.length > 0) throw new Error('an empty page after another one')
    items.push(...page.items)
    cursor = page.nextCursor === undefined ? undefined : `&cursor=${page.nextCursor}`
  }
  return items
}

const idsOf = (items: readonly Item[]) => items.map(({ invitationId }) => invitationId).sort()
const seen = new Set<string>()

for (let round = 0; round < 12; round++) {
  t.test(`after ${(round + 1) * 25} steps, seed ${seed}`, async t => {
    for (let number = 0; number < 25; number++) {
      const weighted = ['invite', 'invite', 'invite', ...Object.keys(steps)] as Array<keyof typeof steps>
      const step = made.length === 0 ? 'invite' : pick(weighted)
      await steps[step](pick(made))
      clock.at = new Date(clock.at.getTime() + Math.floor(random() * 7_200_000))
    }
    const all = await listed('')
    t.strictSame(idsOf(all), made.map(({ invitationId }) => invitationId).sort())
    for (const status of invitationStatuses) {
      const expected = all.filter(one => one.status === status)
      t.strictSame(idsOf(await listed(`&status=${status}`)), idsOf(expected), status)
      if (expected.length > 0) seen.add(status)
    }
    for (const customerId of customers) {
      const expected = all.filter(one => one.customerId === customerId)
      t.strictSame(idsOf(await listed(`&customerId=${customerId}`)), idsOf(expected), customerId)
      const declined = expected.filter(({ status }) => status === 'declined')
      t.strictSame(idsOf(await listed(`&customerId=${customerId}&status=declined`)), idsOf(declined))
    }
    const nobody = await listed(`&customerId=${randomUUID()}`)
    t.strictSame(nobody, [])
  })
}

t.test('the control: there was every status', async t => {
  t.strictSame([...seen].sort(), [...invitationStatuses].sort())
})
