import { instantsOf } from '../database/as-of.js'
import type { Database } from '../database/connect.js'
import { createBatcher } from '../database/batches.js'
import { createTurns } from '../database/concurrency-limit.js'
import type { AcceptanceFacts, InvitationFact } from '../domain/acceptance/acceptance-status.js'
import type { AgreementType } from '../domain/agreements/agreement-template.js'
import type { AsOf } from '../domain/acceptance/direct-acceptance.js'
import type { ConfirmationFact } from '../domain/order-gate/decide-order.js'
import type { ClassPart } from './acceptance-classes.js'
import {
  customersAfterStatement, customersByClassStatement, customerStatement, factsStatement, firstCustomersStatement
} from './customer-statements.js'

/** The facts of a customer, as one of its partners may know them. Instants are in ms, exact to the microsecond. */
export type CustomerFacts =
  Pick<AcceptanceFacts, 'confirmations' | 'directAcceptances' | 'boughtThroughPartner' | 'hasBought'>

/** A customer with its facts. */
export interface CustomerRecord {
  readonly customerId: string
  readonly companyName: string
  readonly country: string
  /** Whether the customer's account was created here. */
  readonly isNewCustomer: boolean
  readonly facts: CustomerFacts & Pick<AcceptanceFacts, 'invitation'>
}

/** Where a list of customers by their classes goes on. */
export interface ClassPosition {
  /** In microseconds since 1970: see {@link CustomerRecords.pageOfClasses}. */
  readonly expiry: bigint
  readonly customerId: string
}

/** A customer in a list by classes. */
export interface ClassifiedRecord extends CustomerRecord {
  readonly position: ClassPosition
}

/**
 * What is known of partners' customers. A partner reads of other partners one fact only: whether the customer has bought
 * through any of them (R25).
 */
export interface CustomerRecords {
  /** The facts as they stand now, committed a millisecond ago or earlier; `undefined` without a relationship. */
  factsOf (partnerId: string, customerId: string): Promise<CustomerFacts | undefined>
  /** `undefined` without a relationship. */
  find (partnerId: string, customerId: string, asOf: AsOf): Promise<CustomerRecord | undefined>
  /** The next customers of a partner after `last`, or the first ones, in the order of their ids. */
  page (partnerId: string, last: string | undefined, limit: number, asOf: AsOf): Promise<CustomerRecord[]>
  /**
   * The next customers of some classes after `last`, or the first ones. They are in the order of the expiry of their
   * open or expired invitation, those without one first, and then of their ids.
   */
  pageOfClasses (
    partnerId: string,
    parts: readonly ClassPart[],
    last: ClassPosition | undefined,
    limit: number,
    asOf: AsOf
  ): Promise<ClassifiedRecord[]>
}

/** How many pages one partner reads at once: each takes one of four shared connections for a long statement. */
const pagesAtOnce = 2
const waitMs = 15_000

/** The records on PostgreSQL. */
export function customerRecords (database: Database): CustomerRecords {
  const inTurn = createTurns({ atOnce: pagesAtOnce, waitMs })
  const batchedFacts = createBatcher({
    keyOf: ({ partnerId }: Asked) => partnerId,
    run: asked => factsTogether(database, asked),
    // A request may ask 500 questions at once, which cost little to keep.
    limits: { ...database.limits, queueLength: database.limits.queueLength * 8 }
  })
  return {
    factsOf: (partnerId, customerId) => batchedFacts({ partnerId, customerId }),
    async find (partnerId, customerId, asOf) {
      const [row] = await database.read<CustomerRow>(customerStatement, [partnerId, ...instantsOf(asOf), customerId])
      return row && toCustomer(row)
    },
    async page (partnerId, last, limit, asOf) {
      const values = [partnerId, ...instantsOf(asOf), ...last === undefined ? [] : [last], limit]
      const statement = last === undefined ? firstCustomersStatement : customersAfterStatement
      const rows = await inTurn(partnerId, () => database.read<CustomerRow>(statement, values))
      return rows.map(toCustomer)
    },
    async pageOfClasses (partnerId, parts, last = beforeAll, limit, asOf) {
      const classes = parts.map(part => part.class)
      const areInvited = parts.map(({ isInvited }) => isInvited)
      const values = [partnerId, ...instantsOf(asOf), classes, areInvited, toTimestamp(last.expiry), last.customerId, limit]
      const rows = await inTurn(partnerId, () => database.read<ClassifiedRow>(customersByClassStatement, values))
      return rows.map(row => (
        { ...toCustomer(row), position: { expiry: BigInt(row.position), customerId: row.customer_id } }
      ))
    }
  }
}

const beforeAll: ClassPosition = { expiry: 0n, customerId: '00000000-0000-0000-0000-000000000000' }

function toTimestamp (microseconds: bigint): string {
  const seconds = new Date(Number(microseconds / 1_000_000n) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(microseconds % 1_000_000n).padStart(6, '0')}Z`
}

interface Asked {
  readonly partnerId: string
  readonly customerId: string
}

/** One fact of a customer; instants in ms. */
interface FactRow {
  position: number
  /** The agreement that was confirmed, or the name of another fact; null if there is no fact. */
  fact: AgreementType | 'directAcceptance' | 'boughtThroughPartner' | 'hasBought' | null
  agreed_at: number
  received_at: number
}

interface FoundFacts {
  readonly confirmations: ConfirmationFact[]
  readonly directAcceptances: number[]
  boughtThroughPartner: boolean
  hasBought: boolean
}

/** Reads many customers of one partner in one statement, which starts after the last of them was asked for. */
async function factsTogether (
  database: Database,
  asked: readonly Asked[]
): Promise<Array<CustomerFacts | undefined>> {
  const values = [asked[0]?.partnerId, asked.map(({ customerId }) => customerId)]
  const rows = await database.read<FactRow>(factsStatement, values)
  const found: Array<FoundFacts | undefined> = asked.map(() => undefined)
  for (const row of rows) addFact(found[row.position - 1] ??= noFacts(), row)
  return found
}

function noFacts (): FoundFacts {
  return { confirmations: [], directAcceptances: [], boughtThroughPartner: false, hasBought: false }
}

function addFact (facts: FoundFacts, { fact, agreed_at: agreedAt, received_at: receivedAt }: FactRow): void {
  if (fact === null) return
  if (fact === 'directAcceptance') facts.directAcceptances.push(agreedAt)
  else if (fact === 'boughtThroughPartner' || fact === 'hasBought') facts[fact] = true
  else facts.confirmations.push({ agreementType: fact, dateAgreed: agreedAt, receivedAt })
}

interface CustomerRow {
  customer_id: string
  company_name: string
  country: string
  is_new_customer: boolean
  has_bought: boolean
  bought_through_partner: boolean
  direct_acceptances: number[]
  confirmations: ConfirmationFact[]
  invitation: InvitationFact | null
}

interface ClassifiedRow extends CustomerRow {
  position: string
}

function toCustomer (row: CustomerRow): CustomerRecord {
  const invitation = row.invitation === null ? {} : { invitation: row.invitation }
  return {
    customerId: row.customer_id,
    companyName: row.company_name,
    country: row.country,
    isNewCustomer: row.is_new_customer,
    facts: {
      confirmations: row.confirmations,
      directAcceptances: row.direct_acceptances,
      boughtThroughPartner: row.bought_through_partner,
      hasBought: row.has_bought,
      ...invitation
    }
  }
}
