import t, { type Test } from 'tap'
import { acceptanceRepository } from '../../src/acceptance/customer-page/repository.js'
import { acceptanceStates } from '../../src/domain/acceptance/acceptance-status.js'
import { customerRecords } from '../../src/records/customers.js'
import { testApp } from '../helper/app.js'
import { ada, caller } from '../helper/invitations.js'
import { liveHistories, partners, type History, type HistoryPartner } from './histories.js'

// The order gate, its forecast, the status view, the customer's page and the invitation read the same facts of the same
// customers: whatever happened to a customer, none of them contradicts another.
const test = await testApp(t)
const call = caller(test)
const seed = Number(process.env['SEED'] ?? 20261127)
const histories = await liveHistories(test, 120, seed)

interface Page { readonly items: ReadonlyArray<{ customerId: string, state: string }>, readonly nextCursor?: string }
interface Step { readonly kind: string, readonly available?: boolean, readonly because?: string }
interface Decision {
  readonly outcome: 'allow' | 'block'
  readonly reason?: string
  readonly satisfiedBy?: { readonly kind: string, readonly acceptedAt?: string }
  readonly remedies: readonly Step[]
}
interface Status {
  readonly state: string
  readonly since: string | null
  readonly reason?: string
  readonly facts: ReadonlyArray<{ readonly kind: string, readonly counts: boolean }>
  readonly nextSteps: readonly Step[]
}

async function ask (customerId: string, as: string): Promise<Decision> {
  const response = await test.app.inject({
    method: 'POST',
    url: `/order-gate/v1/customers/${customerId}/decisions`,
    headers: { authorization: await test.bearer(as) },
    payload: { transaction: { kind: 'newPurchase' } }
  })
  return response.json()
}

async function forecastOf (as: string): Promise<Map<string, { reason: string, remedies: readonly string[] }>> {
  const headers = { authorization: await test.bearer(as) }
  const { body } = await test.app.inject({ url: '/order-gate/v1/forecast', headers })
  const lines = body.split('\n').filter(line => line !== '').map(line => JSON.parse(line))
  return new Map(lines.map(line => [line.customerId, line]))
}

const coveredStates = { confirmation: 'attested', directAcceptance: 'directlyAccepted' } as Record<string, string>
const states = new Set<string>()
const kinds = (steps: readonly Step[]) => steps.filter(({ available }) => available !== false).map(({ kind }) => kind)

async function compare (t: Test, { customerId, sellers }: History, partner: HistoryPartner): Promise<void> {
  const { as, partnerId } = partner
  const decision = await ask(customerId, as)
  const status = (await call('GET', `/customers/${customerId}/status`, { as })).json<Status>()
  states.add(status.state)
  t.equal(status.reason, decision.reason, 'the gate and the status give one reason')
  const { satisfiedBy, remedies } = decision
  if (satisfiedBy !== undefined) {
    t.strictSame([status.state, status.since], [coveredStates[satisfiedBy.kind], satisfiedBy.acceptedAt])
  }
  t.equal(status.facts.some(({ counts }) => counts), decision.outcome === 'allow', 'a fact counts if the gate allows')
  const steps = status.nextSteps.filter(({ kind }) => kind !== 'awaitCustomer' && kind !== 'resendInvitation')
  const invite = remedies.find(({ kind }) => kind === 'inviteDirectAcceptance')
  const expected = status.state === 'invited' ? remedies.filter(one => one !== invite) : remedies
  t.match(steps, expected, 'the gate and the status tell the same way out')
  const because = sellers.has(partner) ? 'boughtThroughPartner' : sellers.size > 0 ? 'notAvailable' : undefined
  if (invite !== undefined) t.equal(invite.because, because, 'what another partner sold is not told')

  const page = await acceptanceRepository(test.database).findCustomer(customerId)
  const facts = await customerRecords(test.database).factsOf(partnerId, customerId)
  t.equal(page.hasBought, facts?.hasBought, 'the page knows of the same purchases')
  t.strictSame(page.directAcceptances.toSorted(), facts?.directAcceptances.toSorted(), 'and of the same acceptances')

  const response = await call('POST', `/customers/${customerId}/invitations`, { body: { invited: ada }, as })
  if (invite !== undefined) {
    t.equal(response.statusCode, invite.available === true ? 201 : 409, 'what the gate offers is possible')
    if (invite.available === false) t.equal(response.json().title, 'DirectAcceptanceNotAvailable')
  }
  if (status.state === 'directlyAccepted') t.equal(response.statusCode, 409)
}

async function listedBy (as: string, state: string): Promise<string[]> {
  const ids: string[] = []
  let search = `?state=${state}&limit=7`
  for (;;) {
    const { items, nextCursor } = (await call('GET', `/status${search}`, { as })).json<Page>()
    if (items.length === 0 && ids.length > 0) throw new Error('an empty page after another one')
    ids.push(...items.map(({ customerId }) => customerId))
    if (nextCursor === undefined) return ids.sort()
    search = `?state=${state}&limit=7&cursor=${nextCursor}`
  }
}

for (const { as } of partners) {
  t.test(`${as}: the list of a state has the customers in that state, seed ${seed}`, async t => {
    const byState = new Map<string, string[]>()
    let search = '?limit=500'
    for (let cursor: string | undefined = ''; cursor !== undefined; search = `?limit=500&cursor=${cursor}`) {
      const { items, nextCursor } = (await call('GET', `/status${search}`, { as })).json<Page>()
      for (const { customerId, state } of items) byState.set(state, [...byState.get(state) ?? [], customerId])
      cursor = nextCursor
    }
    for (const state of acceptanceStates) t.strictSame(await listedBy(as, state), byState.get(state) ?? [], state)
  })
}

for (const partner of partners) {
  t.test(`${partner.as}: one answer to the same question, seed ${seed}`, async t => {
    const forecast = await forecastOf(partner.as)
    for (const history of histories) {
      const { customerId, steps } = history
      t.test(`${customerId}: ${steps.join('; ')}`, async t => {
        const { outcome, reason, remedies } = await ask(customerId, partner.as)
        const line = forecast.get(customerId)
        t.equal(line?.reason, reason)
        if (outcome === 'block') t.strictSame(line?.remedies, kinds(remedies))
        await compare(t, history, partner)
      })
    }
  })
}

t.test('the control: the histories have led to every state that there is today', async t => {
  t.strictSame([...states].sort(), [
    'attested', 'directlyAccepted', 'expired', 'invited', 'requiredButMissing', 'superseded'
  ])
})
