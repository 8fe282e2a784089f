import { Readable } from 'node:stream'
import { asOf } from '../domain/direct-acceptance.js'
import { decideNewPurchase } from '../domain/purchase-decision.js'
import type { Environment, ProgrammeRule } from '../domain/programme.js'
import type { Caller } from '../http/authentication.js'
import { csvLines } from '../http/csv.js'
import type { CustomerRecords } from '../records/customers.js'

/** Which of a partner's customers to look at, and for when. */
export interface ForecastQuestion {
  readonly caller: Caller
  readonly at: Date
  /** The customer after which to begin; absent: the first. */
  readonly after: string | undefined
  readonly limit: number
  readonly format: 'ndjson' | 'csv'
}

/** What a forecast rests on. */
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
 * The customers whose purchase through the API would be blocked, as text of one line each. Read and sent page by page,
 * as fast as the client takes it, so that any number of customers needs the memory of one page.
 */
export function forecast (question: ForecastQuestion, options: ForecastOptions): Readable {
  return Readable.from(lines(question, options), { objectMode: false })
}

async function * lines (question: ForecastQuestion, options: ForecastOptions): AsyncGenerator<string> {
  const { format, limit } = question
  if (format === 'csv') yield csvLines([columns])
  let left = limit
  for await (const page of blockedPages(question, options)) {
    const blocked = page.slice(0, left)
    left -= blocked.length
    if (blocked.length > 0) {
      yield format === 'csv'
        ? csvLines(blocked.map(toRecord))
        : blocked.map(customer => `${JSON.stringify(customer)}\n`).join('')
    }
    if (left === 0) return
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
      const decision = decideNewPurchase({ partner: { type, cloud }, customerId, environment, ...facts }, at.getTime(), programme)
      if (decision.outcome === 'allow') return []
      const { reason, rules, since, remedies } = decision
      const possible = remedies.filter(remedy => remedy.kind !== 'inviteDirectAcceptance' || remedy.available)
      return [{
        customerId,
        companyName,
        reason,
        rules,
        since: new Date(since ?? 0).toISOString(),
        remedies: possible.map(({ kind }) => kind)
      }]
    })
    if (page.length < pageSize) return
    last = page.at(-1)?.customerId
  }
}

function toRecord ({ customerId, companyName, reason, rules, since, remedies }: BlockedCustomer): string[] {
  return [customerId, companyName, reason, rules.join(' '), since, remedies.join(' ')]
}
