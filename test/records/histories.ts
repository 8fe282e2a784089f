import { confirmation, ids, type TestApp } from '../helper/app.js'
import { ada, caller, sell } from '../helper/invitations.js'

/** The two partners of every customer of a history, and the users that call for them. */
export const partners = [
  { partnerId: ids.contoso, as: 'adminagent@contoso-direct.example' },
  { partnerId: ids.fabrikam, as: 'adminagent@fabrikam.example' }
] as const

/** One of {@link partners}. */
export type HistoryPartner = typeof partners[number]

/** What a test knows of a customer's history without asking the service. */
export interface History {
  readonly customerId: string
  readonly steps: readonly string[]
  /** Partners that sold to the customer. */
  readonly sellers: ReadonlySet<HistoryPartner>
}

/** Returns numbers from 0 to below 1, the same ones for the same seed. */
export function randomFrom (seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const cutOffs = ['2020-02-03T00:00:00Z', '2023-04-01T00:00:00Z', '2026-03-01T00:00:00Z']
const distances = [-1_000, -999, -600, -500, -400, -1, 0, 1, 400, 500, 999, 1_000]
const hour = 60 * 60 * 1000

/** Lives through the histories of some customers, with real requests wherever there are any. */
export async function liveHistories (test: TestApp, count: number, seed: number): Promise<History[]> {
  const { app, bearer, stored, clock } = test
  const call = caller(test)
  const random = randomFrom(seed)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const histories: History[] = []

  /** An instant some microseconds beside a cut-off, with 6 or 7 fraction digits. */
  function nearCutOff (): string {
    const microseconds = BigInt(Date.parse(pick(cutOffs))) * 1000n + BigInt(pick(distances))
    const seconds = new Date(Number(microseconds / 1000n)).toISOString().slice(0, 19)
    return `${seconds}.${String(microseconds % 1_000_000n).padStart(6, '0')}${pick(['', '7'])}Z`
  }

  async function confirm (customerId: string, { as, partnerId }: HistoryPartner, firstName: string): Promise<string> {
    const isCloud = random() < 0.2
    const dateAgreed = nearCutOff()
    if (isCloud) {
      await stored.rows(`
        INSERT INTO customer_agreement (partner_id, customer_id, agreement_type, sequence, template_id, user_id, first_name,
          last_name, email, date_agreed, date_agreed_text, received_at, caller_tenant_id, request_id, request_sha256,
          correlation_id)
        SELECT $1, $2, 'MicrosoftCloudAgreement', 1, $3, $1, 'Ada', 'Lovelace', 'ada@example.com', $4::text::timestamptz, $4::text, $5, $1,
          gen_random_uuid(), sha256('x'), 'x'
        ON CONFLICT DO NOTHING`, [partnerId, customerId, ids.cloudAgreement, dateAgreed, clock.at])
    } else {
      await app.inject({
        method: 'POST',
        url: `/v1/customers/${customerId}/agreements`,
        headers: { authorization: await bearer(as) },
        payload: confirmation({ dateAgreed }, { firstName })
      })
    }
    return `${as} confirms ${isCloud ? 'the Cloud Agreement' : 'the Customer Agreement'} of ${dateAgreed}`
  }

  async function step (customerId: string, number: number, sellers: Set<HistoryPartner>): Promise<string> {
    const partner = pick(partners)
    clock.at = new Date(clock.at.getTime() + Math.floor(random() * 3 * hour))
    switch (pick(['confirm', 'accept', 'sell', 'invite', 'revoke'] as const)) {
      case 'confirm': return await confirm(customerId, partner, `Ada ${number}`)
      case 'accept': {
        const acceptedAt = nearCutOff()
        await stored.rows('INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, $3)',
          [customerId, ids.customerAgreement, acceptedAt])
        return `the customer accepts at ${acceptedAt}`
      }
      case 'sell':
        await sell(test, partner.partnerId, customerId)
        sellers.add(partner)
        return `${partner.as} sells`
      case 'invite': {
        const body = { invited: ada, expiresInDays: pick([1, 30]) }
        const { statusCode } = await call('POST', `/customers/${customerId}/invitations`, { body, as: partner.as })
        return `${partner.as} invites for ${body.expiresInDays} days: ${statusCode}`
      }
      case 'revoke': {
        const { items } = (await call('GET', `/invitations?customerId=${customerId}`, { as: partner.as }))
          .json<{ items: Array<{ invitationId: string }> }>()
        if (items[0] !== undefined) await call('POST', `/invitations/${items[0].invitationId}/revoke`, { as: partner.as })
        return `${partner.as} revokes ${items.length === 0 ? 'nothing' : 'its newest invitation'}`
      }
    }
  }

  for (let index = 0; index < count; index++) {
    const customerId = `cc000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    await stored.rows("INSERT INTO customer VALUES ($1, 'Customer', 'US', now())", [customerId])
    for (const { partnerId } of partners) {
      await stored.rows('INSERT INTO reselling_relationship VALUES ($1, $2, NULL, now())', [partnerId, customerId])
    }
    const sellers = new Set<HistoryPartner>()
    const steps: string[] = []
    const length = Math.floor(random() * 6)
    for (let number = 0; number < length; number++) steps.push(await step(customerId, number, sellers))
    histories.push({ customerId, steps, sellers })
  }
  return histories
}
