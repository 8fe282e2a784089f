import { Readable } from 'node:stream'
import { asOf } from '../domain/acceptance/direct-acceptance.js'
import { decideNewPurchase } from '../domain/order-gate/decide-purchase.js'
import type { Environment, ProgrammeRule } from '../domain/programme.js'
import type { Caller } from '../http/authentication.js'
import { csvLines } from '../http/csv.js'
import type { CustomerRecords } from '../records/customers.js'

/** The customers and the instant of a forecast. */
export interface ForecastQuestion {
  readonly caller: Caller
  readonly at: Date
  /** The forecast begins after this customer; `undefined`: with the first. */
  readonly after: string | undefined
  readonly limit: number
  readonly format: 'ndjson' | 'csv'
}

/** What a forecast is built from. */
export interface ForecastOptions {
  readonly customerRecords: Pick<CustomerRecords, 'page'>
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
}

interface BlockedCustomer {
  readonly customerId: string
  readonly companyName: string
  readonly reason: string
  readonly rules: readonly string[]
  readonly since: string
  readonly remedies: readonly string[]
}

const pageSize = 1_000
const columns = ['customerId', 'companyName', 'reason', 'rules', 'since', 'remedies']

/**
 * Streams the customers whose purchase through the API would be blocked, one line each. Pages are read as fast as the
 * client receives them, so any number of customers needs the memory of one page.
 */
export function forecast (question: ForecastQuestion, options: ForecastOptions): Readable {
  return Readable.from(lines(question, options), { objectMode: false })
}

async function * lines (question: ForecastQuestion, options: ForecastOptions): AsyncGenerator<string> {
  const { format, limit } = question
  if (format === 'csv') yield csvLines([columns])
  let remaining = limit
  for await (const page of blockedPages(question, options)) {
    const blocked = page.slice(0, remaining)
    remaining -= blocked.length
    if (blocked.length > 0) {
      yield format === 'csv'
        ? csvLines(blocked.map(toRecord))
        : blocked.map(customer => `${JSON.stringify(customer)}\n`).join('')
    }
    if (remaining === 0) return
  }
}

async function * blockedPages (
  { caller, at, after }: ForecastQuestion,
  { customerRecords, environment, programme }: ForecastOptions
): AsyncGenerator<BlockedCustomer[]> {
  const { partnerId, type, cloud } = caller.partner
  let last = after
  for (;;) {
    const page = await customerRecords.page(partnerId, last, pageSize, asOf(at, environment, programme))
    yield page.flatMap(({ customerId, companyName, facts }) => {
      const purchase = { partner: { type, cloud }, customerId, environment, ...facts }
      const decision = decideNewPurchase(purchase, at.getTime(), programme)
      if (decision.outcome === 'allow') return []
      const { reason, rules, since, remedies } = decision
      const available = remedies.filter(remedy => remedy.kind !== 'inviteDirectAcceptance' || remedy.available)
      return [{
        customerId,
        companyName,
        reason,
        rules,
        since: new Date(since ?? 0).toISOString(),
        remedies: available.map(({ kind }) => kind)
      }]
    })
    if (page.length < pageSize) return
    last = page.at(-1)?.customerId
  }
}

function toRecord ({ customerId, companyName, reason, rules, since, remedies }: BlockedCustomer): string[] {
  return [customerId, companyName, reason, rules.join(' '), since, remedies.join(' ')]
}
