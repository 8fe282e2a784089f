import type { Command } from 'commander'
import { asOwner, optionReader, ownerHelp, type CommandContext } from './command.js'
import { CommandFailure } from './failures.js'
import { listLines } from './listing.js'
import { guid, type ValueReader } from './values.js'

const partnerOption = ['--partner <guid>', "the partner's tenant id (required)"] as const
const idOption = ['--id <guid>', "the application's client id at Entra ID (required)"] as const
const example = '--partner d1000000-0000-4000-8000-000000000001 --id a1000000-0000-4000-8000-000000000001'

/** Adds `application add`, `application remove` and `application list` to the command `partner`. */
export function registerApplicationCommands (partner: Command, context: CommandContext): void {
  const application = partner
    .command('application')
    .description("register the applications that may call on a partner's behalf without a user")
  application
    .command('add')
    .description('register an application; changes nothing if it is already registered')
    .option(...partnerOption)
    .option(...idOption)
    .addHelpText('after', `\nExample:\n  partner-agreements partner application add ${example}\n${ownerHelp}`)
    .action(async (options: Record<string, unknown>) => {
      await addApplication(optionReader(options, context.environment), context)
    })
  application
    .command('remove')
    .description('withdraw an application; tokens that are already cached stay valid for up to a minute')
    .option(...partnerOption)
    .option(...idOption)
    .addHelpText('after', `\nExample:\n  partner-agreements partner application remove ${example}\n${ownerHelp}`)
    .action(async (options: Record<string, unknown>) => {
      await removeApplication(optionReader(options, context.environment), context)
    })
  application
    .command('list')
    .description('list the applications of all partners, or of one')
    .option('--partner <guid>', "the partner's tenant id")
    .option('--json', 'JSON lines')
    .addHelpText(
      'after',
      `\nExample:\n  partner-agreements partner application list --json | jq .applicationId\n${ownerHelp}`
    )
    .action(async ({ json, ...options }: Record<string, unknown>) => {
      await listApplications(optionReader(options, context.environment), json === true, context)
    })
}

async function addApplication (reader: ValueReader, { clock, print }: CommandContext): Promise<void> {
  const { partnerId, applicationId } = readApplication(reader)
  await asOwner(reader, async operator => {
    const isNew = await operator.addApplication({
      partner_id: partnerId,
      application_id: applicationId,
      registered_at: clock()
    })
    const what = `application ${applicationId} of partner ${partnerId}`
    print(isNew ? `registered ${what}` : `${what} was registered already; nothing was changed`)
  })
}

async function removeApplication (reader: ValueReader, { print }: CommandContext): Promise<void> {
  const { partnerId, applicationId } = readApplication(reader)
  await asOwner(reader, async operator => {
    const what = `application ${applicationId} of partner ${partnerId}`
    if (!(await operator.removeApplication(partnerId, applicationId))) {
      throw new CommandFailure(`--id: ${what} is not registered.`)
    }
    print(`withdrew ${what}`)
  })
}

async function listApplications (reader: ValueReader, json: boolean, { print }: CommandContext): Promise<void> {
  const partnerId = reader.optional('partner', guid)
  const applications = await asOwner(reader, operator => operator.listApplications(partnerId))
  const rows = applications.map(row => ({
    partnerId: row.partner_id,
    applicationId: row.application_id,
    registeredAt: row.registered_at.toISOString()
  }))
  for (const line of listLines(rows, { json, columns: ['partnerId', 'applicationId', 'registeredAt'] })) print(line)
}

function readApplication (reader: ValueReader): { readonly partnerId: string, readonly applicationId: string } {
  return { partnerId: reader.required('partner', guid), applicationId: reader.required('id', guid) }
}
