import type { Command } from 'commander'
import { asOwner, optionReader, ownerHelp, type CommandContext } from './command.js'
import { CommandFailure } from './failures.js'
import { resellerError } from './resellers.js'
import { guid, type ValueReader } from './values.js'

/** Adds the command `relationship add`. */
export function registerRelationshipCommands (program: Command, context: CommandContext): void {
  const relationship = program.command('relationship').description('register that a partner sells to a customer')
  relationship
    .command('add')
    .description('register a relationship; changes nothing if it is already registered')
    .option('--partner <guid>', "the partner's tenant id (required)")
    .option('--customer <guid>', "the customer's tenant id (required)")
    .option('--reseller <guid>', 'the indirect reseller, if the partner is an indirect provider')
    .addHelpText(
      'after',
      `
Example:
  partner-agreements relationship add --partner d1000000-0000-4000-8000-000000000001 \\
    --customer c1000000-0000-4000-8000-000000000001
${ownerHelp}`
    )
    .action(async (options: Record<string, unknown>) => {
      await addRelationship(optionReader(options, context.environment), context)
    })
}

async function addRelationship (reader: ValueReader, { clock, print }: CommandContext): Promise<void> {
  const partnerId = reader.required('partner', guid)
  const customerId = reader.required('customer', guid)
  const resellerId = reader.optional('reseller', guid) ?? null
  await asOwner(reader, async operator => {
    const problem =
      resellerId === null
        ? undefined
        : resellerError(await operator.partnerTypes([partnerId, resellerId]), partnerId, resellerId)
    if (problem !== undefined) throw new CommandFailure(`--reseller: ${problem}`)
    const isNew = await operator.addRelationship({
      partner_id: partnerId,
      customer_id: customerId,
      indirect_reseller_id: resellerId,
      established_at: clock()
    })
    const what = `the relationship of partner ${partnerId} with customer ${customerId}`
    print(isNew ? `registered ${what}` : `${what} was registered already; nothing was changed`)
  })
}
