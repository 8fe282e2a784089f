import type { Command } from 'commander'
import { asOwner, optionReader, ownerHelp, type CommandContext } from './command.js'
import { CommandFailure } from './failures.js'
import { resellerError } from './resellers.js'
import { guid, type ValueReader } from './values.js'

/** `relationship add`. */
export function registerRelationshipCommands (program: Command, context: CommandContext): void {
  const relationship = program.command('relationship').description('register that a partner sells to a customer')
  relationship
    .command('add')
    .description('register a relationship; one that is registered already stays as it is')
    .option('--partner <guid>', "the partner's tenant id (required)")
    .option('--customer <guid>', "the customer's tenant id (required)")
    .option('--reseller <guid>', 'the indirect reseller through whom an indirect provider sells')
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
    const fault =
      resellerId === null
        ? undefined
        : resellerError(await operator.partnerTypes([partnerId, resellerId]), partnerId, resellerId)
    if (fault !== undefined) throw new CommandFailure(`--reseller: ${fault}`)
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
