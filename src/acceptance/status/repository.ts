import { instantsOf } from '../../database/as-of.js'
import { caller, customerPage } from '../../database/caller.js'
import type { Database } from '../../database/connect.js'
import { createTurns } from '../../database/turns.js'
import type { AcceptanceFacts, InvitationFact } from '../../domain/acceptance-status.js'
import type { AsOf } from '../../domain/direct-acceptance.js'
import type { AgreementType } from '../../domain/agreement-template.js'

/** A customer and what is known about its acceptance, as one of its partners may know it. */
export interface CustomerAcceptance {
  readonly customerId: string
  readonly companyName: string
  readonly country: string
  readonly facts: Pick<AcceptanceFacts, 'confirmations' | 'directAcceptances' | 'hasBought' | 'invitation'>
}

/** Facts about customers' acceptances. Of other partners' attestations, invitations and sales nothing is in them. */
export interface AcceptanceStatusRepository {
  /** `undefined` where the partner has no relationship with the customer. */
  find (partnerId: string, customerId: string, asOf: AsOf): Promise<CustomerAcceptance | undefined>
  /** The next customers of a partner after one of them, or the first ones, in the order of their ids. */
  customersAfter (partnerId: string, last: string | undefined, limit: number, asOf: AsOf): Promise<CustomerAcceptance[]>
}

interface CustomerRow {
  customer_id: string
  company_name: string
  country: string
  direct_acceptances: string[]
  has_bought: boolean
  confirmations: Array<{ agreementType: AgreementType, dateAgreed: number, receivedAt: number }>
  invitation: InvitationFact | null
}

const milliseconds = (instant: string) => `round(extract(epoch FROM ${instant}) * 1000)`

// $1 partner, $2 now, $3 from when on a direct acceptance counts. Of several invitations an open one goes before the newest.
function customers (relationships: string): string {
  return `
    SELECT customer.* FROM ${caller}
    CROSS JOIN LATERAL (${relationships}) r
    CROSS JOIN LATERAL (
      SELECT r.customer_id, c.company_name, c.country, has_bought(r.customer_id) AS has_bought,
        ARRAY(SELECT ${milliseconds('d.accepted_at')} FROM direct_acceptance d WHERE d.customer_id = r.customer_id) AS direct_acceptances,
        (SELECT coalesce(json_agg(json_build_object('agreementType', a.agreement_type, 'dateAgreed', ${milliseconds('a.date_agreed')}, 'receivedAt', ${milliseconds('a.received_at')})), '[]')
          FROM customer_agreement a WHERE a.partner_id = r.partner_id AND a.customer_id = r.customer_id) AS confirmations,
        (SELECT json_build_object('invitationId', i.invitation_id, 'status', i.status, 'sentAt', ${milliseconds('i.issued_at')}, 'expiresAt', ${milliseconds('i.expires_at')}, 'openedAt', ${milliseconds('i.opened_at')}, 'endedAt', ${milliseconds('i.ended_at')})
          FROM (
            SELECT i.invitation_id, i.invited_at, t.issued_at, t.expires_at, e.opened_at, coalesce(ended.ended_at, otherwise.accepted_at) AS ended_at,
              invitation_status(ended.what, otherwise.accepted_at, e.opened_at IS NOT NULL, t.expires_at, $2) AS status
            FROM invitation i
            CROSS JOIN LATERAL (SELECT t.issued_at, t.expires_at FROM invitation_token t WHERE t.invitation_id = i.invitation_id ORDER BY t.issued_at DESC LIMIT 1) t
            CROSS JOIN LATERAL (SELECT min(e.happened_at) AS opened_at FROM invitation_event e WHERE e.invitation_id = i.invitation_id AND e.what = 'opened') e
            LEFT JOIN invitation_end ended ON ended.invitation_id = i.invitation_id
            LEFT JOIN LATERAL (
              SELECT greatest(min(d.accepted_at), i.invited_at) AS accepted_at FROM direct_acceptance d
              WHERE d.customer_id = i.customer_id AND d.accepted_at >= $3 HAVING min(d.accepted_at) < t.expires_at
            ) otherwise ON true
            WHERE i.partner_id = r.partner_id AND i.customer_id = r.customer_id
          ) i
          ORDER BY i.status IN ('sent', 'opened') DESC, i.invited_at DESC, i.invitation_id DESC LIMIT 1) AS invitation
      FROM customer c WHERE c.customer_id = r.customer_id OFFSET 0
    ) customer
    ORDER BY customer.customer_id`
}

const one = 'SELECT r.partner_id, r.customer_id FROM reselling_relationship r WHERE r.partner_id = caller.partner_id AND r.customer_id = $4 OFFSET 0'
const find = { name: 'acceptance_status_find', text: customers(one) }
const firstCustomers = { name: 'acceptance_status_first_customers', text: customers(customerPage({ limit: '$4' })) }
const customersAfter = { name: 'acceptance_status_customers_after', text: customers(customerPage({ after: '$4', limit: '$5' })) }

/** How many pages of customers one partner reads at once: each takes one of four shared connections for a long statement. */
const pagesAtOnce = 2

/** The repository on PostgreSQL. */
export function acceptanceStatusRepository (database: Database): AcceptanceStatusRepository {
  const inTurn = createTurns({ atOnce: pagesAtOnce, waitMs: 15_000 })
  return {
    async find (partnerId, customerId, asOf) {
      const [row] = await database.read<CustomerRow>(find, [partnerId, ...instantsOf(asOf), customerId])
      return row && toCustomer(row)
    },
    async customersAfter (partnerId, last, limit, asOf) {
      const rows = await inTurn(partnerId, async () => last === undefined
        ? await database.read<CustomerRow>(firstCustomers, [partnerId, ...instantsOf(asOf), limit])
        : await database.read<CustomerRow>(customersAfter, [partnerId, ...instantsOf(asOf), last, limit]))
      return rows.map(toCustomer)
    }
  }
}

function toCustomer ({ customer_id: customerId, company_name: companyName, country, direct_acceptances: directAcceptances, has_bought: hasBought, confirmations, invitation }: CustomerRow): CustomerAcceptance {
  const known: { invitation?: InvitationFact } = invitation === null ? {} : { invitation }
  return { customerId, companyName, country, facts: { confirmations, directAcceptances: directAcceptances.map(Number), hasBought, ...known } }
}
