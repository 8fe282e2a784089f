import { Readable } from 'node:stream'
import { acceptanceStatusOf, type AcceptanceState } from '../../domain/acceptance-status.js'
import { asOf } from '../../domain/direct-acceptance.js'
import type { Environment, ProgrammeRule } from '../../domain/programme.js'
import type { Caller } from '../../http/authentication.js'
import { csvLines } from '../../http/csv.js'
import type { CustomerRecord, CustomerRecords } from '../../records/customers.js'
import { presentStatus } from './present-status.js'
import type { StatusResource } from './schemas.js'

/** What statuses rest on. */
export interface StatusOptions {
  readonly customerRecords: Pick<CustomerRecords, 'find' | 'page'>
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly clock: () => Date
}

/** Which of a partner's customers to list. */
export interface StatusQuestion {
  readonly caller: Caller
  /** Absent: all states. */
  readonly state: AcceptanceState | undefined
  /** The customer after which to begin; absent: the first. */
  readonly after: string | undefined
}

const pageSize = 1_000
/** How many customers one page of JSON looks at for those of a state; then its cursor goes on. */
const lookedAt = 5_000
const columns = ['customerId', 'companyName', 'country', 'state', 'since', 'source', 'reason', 'invitationId', 'invitationExpiresAt', 'nextSteps']

/** Where a customer stands now; `undefined` where the partner has no relationship with it. */
export async function statusOf (caller: Caller, customerId: string, options: StatusOptions): Promise<StatusResource | undefined> {
  const now = options.clock()
  const found = await options.customerRecords.find(caller.partner.partnerId, customerId, asOf(now, options.environment, options.programme))
  return found && judge(found, caller, now, options)
}

/** One page of at most `limit` customers, and the cursor of the next one where there may be more. */
export async function statusPage (question: StatusQuestion, limit: number, options: StatusOptions): Promise<{ items: StatusResource[], nextCursor?: string }> {
  const items: StatusResource[] = []
  let seen = 0
  let last = question.after
  for await (const { customerId, status } of statuses(question, options)) {
    // One more than fits tells that there is another page.
    if (items.length === limit || seen === lookedAt) return { items, ...(last === undefined ? {} : { nextCursor: last }) }
    if (status !== undefined) items.push(status)
    last = customerId
    seen++
  }
  return { items }
}

/** All of them as CSV, read and sent page by page, so that any number of customers needs the memory of one page. */
export function statusCsv (question: StatusQuestion, options: StatusOptions): Readable {
  return Readable.from(csvPages(question, options), { objectMode: false })
}

async function * csvPages (question: StatusQuestion, options: StatusOptions): AsyncGenerator<string> {
  yield csvLines([columns])
  for await (const page of pages(question, options)) {
    const records = page.flatMap(({ status }) => status === undefined ? [] : [toRecord(status)])
    if (records.length > 0) yield csvLines(records)
  }
}

interface Judged {
  readonly customerId: string
  /** Absent where it is not of the state that was asked for. */
  readonly status: StatusResource | undefined
}

async function * statuses (question: StatusQuestion, options: StatusOptions): AsyncGenerator<Judged> {
  for await (const page of pages(question, options)) yield * page
}

async function * pages ({ caller, state, after }: StatusQuestion, options: StatusOptions): AsyncGenerator<Judged[]> {
  const now = options.clock()
  let last = after
  for (;;) {
    const page = await options.customerRecords.page(caller.partner.partnerId, last, pageSize, asOf(now, options.environment, options.programme))
    yield page.map(customer => {
      const status = judge(customer, caller, now, options)
      return { customerId: customer.customerId, status: state === undefined || status.state === state ? status : undefined }
    })
    if (page.length < pageSize) return
    last = page.at(-1)?.customerId
  }
}

function judge (customer: CustomerRecord, { partner: { type, cloud } }: Caller, now: Date, { environment, programme }: StatusOptions): StatusResource {
  return presentStatus(customer, acceptanceStatusOf({ partner: { type, cloud }, customerId: customer.customerId, environment, ...customer.facts }, now.getTime(), programme))
}

function toRecord ({ customerId, companyName, country, state, since, reason, facts, nextSteps }: StatusResource): string[] {
  const invitation = facts.find(({ kind }) => kind === 'invitation')
  const source = facts.find(({ date }) => date === since)?.source ?? ''
  const steps = nextSteps.filter(({ available }) => available !== false).map(({ kind }) => kind)
  return [customerId, companyName, country, state, since ?? '', source, reason ?? '', invitation?.invitationId ?? '', invitation?.expiresAt ?? '', steps.join(' ')]
}
