import type { Readable } from 'node:stream'
import { CommandFailure } from './failures.js'
import { inert } from './listing.js'
import { readRecords, type RecordFormat } from './record-file.js'
import type { OperatorRepository } from './repository.js'
import { resellerError } from './resellers.js'
import { customerCountry, displayName, guid, ValueReader } from './values.js'

/** A customer as a file names it. */
export interface CustomerLine {
  readonly line: number
  readonly customerId: string
  readonly companyName: string
  readonly country: string
  readonly resellerId: string | null
}

const rowsPerReport = 25_000

/**
 * All customers of a file. Warns of every bad row with a line of its own, and of rows read on the way; rejects with a
 * {@link CommandFailure} if any row is bad.
 */
export async function readCustomerFile (
  source: Readable,
  format: RecordFormat,
  warn: (text: string) => void
): Promise<CustomerLine[]> {
  const customers: CustomerLine[] = []
  const firstLines = new Map<string, number>()
  let rows = 0
  let bad = 0
  const records = readRecords(source, {
    format,
    required: ['customerId', 'companyName', 'country'],
    optional: ['indirectResellerId'],
    onIgnored: name => warn(`ignored column "${inert(name.slice(0, 60))}"`)
  })
  for await (const record of records) {
    const { line } = record
    const { faults, customer } = 'fault' in record ? { faults: [record.fault] } : readCustomer(line, record.values)
    if (customer !== undefined) {
      const first = firstLines.get(customer.customerId)
      if (first === undefined) firstLines.set(customer.customerId, line)
      else faults.push(`customerId is on line ${first} already.`)
      customers.push(customer)
    }
    if (faults.length > 0) {
      bad++
      warn(`line ${line}: ${faults.join(' ')}`)
    }
    if (++rows % rowsPerReport === 0) warn(`${rows} rows read`)
  }
  if (bad > 0) throw new CommandFailure(`${bad} of ${rows} rows are bad: nothing was imported.`)
  return customers
}

function readCustomer (
  line: number,
  values: Readonly<Record<string, unknown>>
): { faults: string[], customer?: CustomerLine } {
  const reader = new ValueReader(values, column => column)
  const customer = {
    line,
    customerId: reader.required('customerId', guid),
    companyName: reader.required('companyName', displayName),
    country: reader.required('country', customerCountry),
    resellerId: reader.optional('indirectResellerId', guid) ?? null
  }
  return reader.faults.length === 0 ? { faults: [], customer } : { faults: reader.faults }
}

/** Warns of every row whose reseller will not do for the partner; rejects with a {@link CommandFailure} if there is one. */
export async function checkResellers (
  customers: readonly CustomerLine[],
  partnerId: string,
  operator: OperatorRepository,
  warn: (text: string) => void
): Promise<void> {
  const resellers = new Set(customers.flatMap(({ resellerId }) => resellerId ?? []))
  if (resellers.size === 0) return
  const types = await operator.partnerTypes([partnerId, ...resellers])
  let bad = 0
  for (const { line, resellerId } of customers) {
    const fault = resellerId === null ? undefined : resellerError(types, partnerId, resellerId)
    if (fault === undefined) continue
    bad++
    warn(`line ${line}: indirectResellerId: ${fault}`)
  }
  if (bad > 0) throw new CommandFailure(`${bad} of ${customers.length} rows are bad: nothing was imported.`)
}
