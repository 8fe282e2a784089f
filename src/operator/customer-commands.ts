import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import type { Command } from 'commander'
import { asOwner, optionReader, ownerHelp, ownerUrl, type CommandContext } from './command.js'
import { checkResellers, readCustomerFile, type CustomerLine } from './customer-file.js'
import { CommandFailure } from './failures.js'
import { listLines } from './listing.js'
import type { RecordFormat } from './import-file.js'
import type { CustomerImport, ListedCustomer } from './repository.js'
import { resellerError } from './resellers.js'
import { oneOf } from '../settings/text-kinds.js'
import { customerCountry, displayName, guid, type ValueReader } from './values.js'

type Options = Record<string, unknown>

/** Adds the commands `customer add`, `customer import` and `customer list`. */
export function registerCustomerCommands (program: Command, context: CommandContext): void {
  const customer = program.command('customer').description('register customers with a partner, and list them')
  customer
    .command('add')
    .description('register a customer and its relationship with a partner; never changes an existing one')
    .option('--partner <guid>', "the partner's tenant id (required)")
    .option('--id <guid>', "the customer's tenant id (required)")
    .option('--name <text>', "the company's name (required)")
    .option('--country <code>', 'its country, ISO 3166 alpha-2 (required)')
    .option('--reseller <guid>', 'the indirect reseller, if the partner is an indirect provider')
    .addHelpText(
      'after',
      `
Example:
  partner-agreements customer add --partner d1000000-0000-4000-8000-000000000001 \\
    --id c1000000-0000-4000-8000-000000000001 --name 'Adventure Works' --country US
${ownerHelp}`
    )
    .action(async (options: Options) => {
      await addCustomer(optionReader(options, context.environment), context)
    })
  customer
    .command('import')
    .description("register a partner's customers from a file, all or none")
    .argument('<FILE>', 'CSV with a header, or JSON lines, in UTF-8; - for standard input')
    .option('--partner <guid>', "the partner's tenant id (required)")
    .option('--format <format>', 'csv or jsonl (default: by the extension, .csv, .jsonl or .ndjson)')
    .option('--dry-run', 'validate and report, change nothing')
    .addHelpText(
      'after',
      `
The columns (in JSON: the members) are customerId, companyName, country and, optionally, indirectResellerId.
Every invalid row is reported with its line. Customers and relationships that exist already are not changed.

Example:
  printf 'customerId,companyName,country\\nc1000000-0000-4000-8000-000000000001,Adventure Works,US\\n' |
    partner-agreements customer import - --format csv --partner d1000000-0000-4000-8000-000000000001
${ownerHelp}`
    )
    .action(async (file: string, options: Options) => {
      await importCustomers(
        optionReader({ ...options, FILE: file }, context.environment),
        options['dryRun'] === true,
        context
      )
    })
  customer
    .command('list')
    .description('list customers, by company name')
    .option('--partner <guid>', 'only customers of this partner, with their resellers')
    .option('--json', 'JSON lines that `customer import` can read, with the date of registration')
    .addHelpText(
      'after',
      `\nExample:\n  partner-agreements customer list --partner d1000000-0000-4000-8000-000000000001\n${ownerHelp}`
    )
    .action(async (options: Options) => {
      await listCustomers(optionReader(options, context.environment), options['json'] === true, context)
    })
}

async function addCustomer (reader: ValueReader, { clock, print }: CommandContext): Promise<void> {
  const partnerId = reader.required('partner', guid)
  const customer = {
    customerId: reader.required('id', guid),
    companyName: reader.required('name', displayName),
    country: reader.required('country', customerCountry),
    resellerId: reader.optional('reseller', guid) ?? null
  }
  await asOwner(reader, async operator => {
    const { customerId, resellerId } = customer
    const problem =
      resellerId === null
        ? undefined
        : resellerError(await operator.partnerTypes([partnerId, resellerId]), partnerId, resellerId)
    if (problem !== undefined) throw new CommandFailure(`--reseller: ${problem}`)
    const added = await operator.addCustomers([importOf(customer, partnerId, clock())])
    const outcome = (isNew: boolean) => isNew ? 'registered' : 'was registered already and stays as it is'
    print(`customer ${customerId} ${outcome(added.customers === 1)}`)
    print(`its relationship with partner ${partnerId} ${outcome(added.relationships === 1)}`)
  })
}

async function importCustomers (reader: ValueReader, dryRun: boolean, context: CommandContext): Promise<void> {
  const partnerId = reader.required('partner', guid)
  const file = reader.required('FILE', { takes: 'a path, or -', parse: path => path })
  const format = formatOf(reader, file)
  ownerUrl(reader)
  const customers = await readCustomerFile(file === '-' ? context.input : createReadStream(file), format, context.warn)
  await asOwner(reader, async operator => {
    await checkResellers(customers, partnerId, operator, context.warn)
    const now = context.clock()
    const added = await operator.addCustomers(
      customers.map(customer => importOf(customer, partnerId, now)),
      {
        dryRun,
        onProgress: sent => {
          if (sent % 25_000 === 0) context.warn(`${sent} of ${customers.length} rows sent to the database`)
        }
      }
    )
    const counted = (isNew: number) =>
      `${isNew} ${dryRun ? 'would be added' : 'added'}, ${customers.length - isNew} already there`
    context.print(
      `${customers.length} rows: customers ${counted(added.customers)}; relationships ${counted(added.relationships)}`
    )
  })
}

function formatOf (reader: ValueReader, file: string): RecordFormat {
  const given = reader.optional('format', oneOf<RecordFormat>(['csv', 'jsonl']))
  if (given !== undefined) return given
  const extension = extname(file).toLowerCase()
  if (extension === '.csv') return 'csv'
  if (!['.jsonl', '.ndjson'].includes(extension) && !reader.has('format')) {
    reader.fault(
      'format',
      'is missing: csv or jsonl is required where the extension of FILE is not .csv, .jsonl or .ndjson.'
    )
  }
  return 'jsonl'
}

function importOf (
  { customerId, companyName, country, resellerId }: Omit<CustomerLine, 'line'>,
  partnerId: string,
  now: Date
): CustomerImport {
  return {
    customer: { customer_id: customerId, company_name: companyName, country, registered_at: now },
    relationship: {
      partner_id: partnerId,
      customer_id: customerId,
      indirect_reseller_id: resellerId,
      established_at: now
    }
  }
}

async function listCustomers (reader: ValueReader, json: boolean, { print }: CommandContext): Promise<void> {
  const partnerId = reader.optional('partner', guid)
  const customers = await asOwner(reader, async operator => {
    if (partnerId !== undefined && (await operator.partnerTypes([partnerId])).size === 0) {
      throw new CommandFailure(`--partner: ${partnerId} is not a registered partner.`)
    }
    return await operator.listCustomers(partnerId)
  })
  const columns = ['customerId', 'country', ...(partnerId === undefined ? [] : ['indirectResellerId']), 'companyName']
  const lines = listLines(customers.map(presentCustomer), { json, columns })
  // One write for all lines: a write for each line takes seconds for the longest lists.
  if (lines.length > 0) print(lines.join('\n'))
}

/** A customer in the form that `customer import` reads. */
function presentCustomer (customer: ListedCustomer) {
  return {
    customerId: customer.customer_id,
    companyName: customer.company_name,
    country: customer.country,
    indirectResellerId: customer.indirect_reseller_id,
    registeredAt: customer.registered_at.toISOString()
  }
}
