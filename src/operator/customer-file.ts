import type { Readable } from 'node:stream'
import { CommandFailure } from './failures.js'
import { inert } from './listing.js'
import { readRecords, type RecordFormat } from './import-file.js'
import type { OperatorRepository } from './repository.js'
import { resellerError } from './resellers.js'
import { customerCountry, displayName, guid, ValueReader } from './values.js'

/** A customer as a file to import describes it. */
export interface CustomerLine {
  readonly line: number
  readonly customerId: string
  readonly companyName: string
  readonly country: string
  readonly resellerId: string | null
}

const rowsPerReport = 25_000

/**
 * Reads all customers of a file. Warns about every invalid row, and reports progress after every 25,000 rows. Rejects
 * with a {@link CommandFailure} if any row is invalid.
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
    const { problems, customer } =
      'problem' in record ? { problems: [record.problem] } : readCustomer(line, record.values)
    if (customer !== undefined) {
      const first = firstLines.get(customer.customerId)
      if (first === undefined) firstLines.set(customer.customerId, line)
      else problems.push(`customerId is on line ${first} already.`)
      customers.push(customer)
    }
    if (problems.length > 0) {
      bad++
      warn(`line ${line}: ${problems.join(' ')}`)
    }
    if (++rows % rowsPerReport === 0) warn(`${rows} rows read`)
  }
  if (bad > 0) throw new CommandFailure(`${bad} of ${rows} rows are invalid: nothing was imported.`)
  return customers
}

function readCustomer (
  line: number,
  values: Readonly<Record<string, unknown>>
): { problems: string[], customer?: CustomerLine } {
  const reader = new ValueReader(values, column => column)
  const customer = {
    line,
    customerId: reader.required('customerId', guid),
    companyName: reader.required('companyName', displayName),
    country: reader.required('country', customerCountry),
    resellerId: reader.optional('indirectResellerId', guid) ?? null
  }
  return reader.faults.length === 0 ? { problems: [], customer } : { problems: reader.faults }
}

/**
 * Warns about every row with a reseller through which the partner cannot sell. Rejects with a {@link CommandFailure} if
 * there is such a row.
 */
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
    const problem = resellerId === null ? undefined : resellerError(types, partnerId, resellerId)
    if (problem === undefined) continue
    bad++
    warn(`line ${line}: indirectResellerId: ${problem}`)
  }
  if (bad > 0) throw new CommandFailure(`${bad} of ${customers.length} rows are invalid: nothing was imported.`)
}
