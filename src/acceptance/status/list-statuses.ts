import { Readable } from 'node:stream'
import { acceptanceStatusOf, type AcceptanceState } from '../../domain/acceptance/acceptance-status.js'
import { asOf } from '../../domain/acceptance/direct-acceptance.js'
import type { Environment, ProgrammeRule } from '../../domain/programme.js'
import type { Caller } from '../../http/authentication.js'
import { csvLines } from '../../http/csv.js'
import { classesInState } from '../../records/acceptance-classes.js'
import type { ClassifiedRecord, ClassPosition, CustomerRecord, CustomerRecords } from '../../records/customers.js'
import { presentStatus } from './present-status.js'
import type { StatusResource } from './schemas.js'

/** What statuses rest on. */
export interface StatusOptions {
  readonly customerRecords: Pick<CustomerRecords, 'find' | 'page' | 'pageOfClasses'>
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly clock: () => Date
}

/** Which of a partner's customers to list. */
export interface StatusQuestion {
  readonly caller: Caller
  /** Absent: all states. */
  readonly state: AcceptanceState | undefined
  /** Where to begin; absent: at the first customer. */
  readonly after: ClassPosition | undefined
}

const pageSize = 1_000
const columns = [
  'customerId', 'companyName', 'country', 'state', 'since', 'source', 'reason', 'invitationId', 'invitationExpiresAt',
  'nextSteps'
]

/** Returns the status of a customer now; `undefined` if the partner has no relationship with it. */
export async function statusOf (
  caller: Caller,
  customerId: string,
  options: StatusOptions
): Promise<StatusResource | undefined> {
  const now = options.clock()
  const { environment, programme } = options
  const { partnerId } = caller.partner
  const found = await options.customerRecords.find(partnerId, customerId, asOf(now, environment, programme))
  return found && judge(found, caller, now, options)
}

/** Returns a page of at most `limit` customers, and the cursor of the next page if there is one. */
export async function statusPage (
  question: StatusQuestion,
  limit: number,
  options: StatusOptions
): Promise<{ items: StatusResource[], nextCursor?: string }> {
  const items: StatusResource[] = []
  let last = question.after
  // One customer more than fits tells that there is another page.
  for await (const page of pages(question, limit + 1, options)) {
    for (const { status, position } of page) {
      if (items.length === limit && last !== undefined) return { items, nextCursor: cursorOf(question, last) }
      items.push(status)
      last = position
    }
  }
  return { items }
}

/** Returns all customers as CSV. Reads and sends them page by page, so that it needs the memory of one page. */
export function statusCsv (question: StatusQuestion, options: StatusOptions): Readable {
  return Readable.from(csvPages(question, options), { objectMode: false })
}

async function * csvPages (question: StatusQuestion, options: StatusOptions): AsyncGenerator<string> {
  yield csvLines([columns])
  for await (const page of pages(question, pageSize, options)) {
    if (page.length > 0) yield csvLines(page.map(({ status }) => toRecord(status)))
  }
}

interface Listed {
  readonly status: StatusResource
  readonly position: ClassPosition
}

async function * pages (question: StatusQuestion, size: number, options: StatusOptions): AsyncGenerator<Listed[]> {
  const { caller, state, after } = question
  const now = options.clock()
  const read = state === undefined ? readerOfAll(question, now, options) : readerOfState(state, question, now, options)
  let last = after
  for (;;) {
    const page = await read(last, size)
    const listed = page.map(customer => (
      { status: judge(customer, caller, now, options), position: customer.position }
    ))
    // Where the programme has a cut-off of its own, a class can have customers of several states.
    yield state === undefined ? listed : listed.filter(({ status }) => status.state === state)
    if (page.length < size) return
    last = page.at(-1)?.position
  }
}

type Reader = (last: ClassPosition | undefined, size: number) => Promise<readonly ClassifiedRecord[]>

function readerOfAll ({ caller }: StatusQuestion, now: Date, options: StatusOptions): Reader {
  const { customerRecords, environment, programme } = options
  const instants = asOf(now, environment, programme)
  return async (last, size) => {
    const page = await customerRecords.page(caller.partner.partnerId, last?.customerId, size, instants)
    return page.map(customer => ({ ...customer, position: { expiry: 0n, customerId: customer.customerId } }))
  }
}

function readerOfState (state: AcceptanceState, { caller }: StatusQuestion, now: Date, options: StatusOptions): Reader {
  const { customerRecords, environment, programme } = options
  const { partnerId, type, cloud } = caller.partner
  const instants = asOf(now, environment, programme)
  const parts = classesInState(state, { partner: { type, cloud }, environment, at: now.getTime(), programme })
  return (last, size) => customerRecords.pageOfClasses(partnerId, parts, last, size, instants)
}

/** Returns the cursor of the page after a position. Without a state it is the customer's id. */
function cursorOf ({ state }: StatusQuestion, { expiry, customerId }: ClassPosition): string {
  return state === undefined ? customerId : `${expiry}_${customerId}`
}

function judge (
  customer: CustomerRecord,
  { partner: { type, cloud } }: Caller,
  now: Date,
  { environment, programme }: StatusOptions
): StatusResource {
  const facts = { partner: { type, cloud }, customerId: customer.customerId, environment, ...customer.facts }
  return presentStatus(customer, acceptanceStatusOf(facts, now.getTime(), programme))
}

function toRecord (status: StatusResource): string[] {
  const { customerId, companyName, country, state, since, reason, facts, nextSteps } = status
  const invitation = facts.find(({ kind }) => kind === 'invitation')
  const source = facts.find(({ date }) => date === since)?.source ?? ''
  const steps = nextSteps.filter(({ available }) => available !== false).map(({ kind }) => kind)
  return [
    customerId, companyName, country, state, since ?? '', source, reason ?? '', invitation?.invitationId ?? '',
    invitation?.expiresAt ?? '', steps.join(' ')
  ]
}
