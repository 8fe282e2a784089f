import type { Command } from 'commander'
import { prepareApplicationRole } from '../database/application-role.js'
import { migrate } from '../database/migrate.js'
import type { CommandContext } from './command.js'
import { postgresUrl } from '../settings/text-kinds.js'
import { ValueReader } from './values.js'

/** Adds the command `migrate`. */
export function registerMigrateCommand (program: Command, context: CommandContext): void {
  program.command('migrate').description('migrate the database to this version, as the owner of the tables')
    .addHelpText('after', `
MIGRATE_DATABASE_URL is the owner's connection (direct, not through a transaction pooler).
DATABASE_URL is the service's connection. Its role is created if it does not exist, and gets exactly the rights that
the service needs.

Example:
  MIGRATE_DATABASE_URL=postgres://owner:...@localhost/agreements \\
    DATABASE_URL=postgres://partner_agreements:...@localhost/agreements partner-agreements migrate`)
    .action(async () => { await migrateDatabase(context) })
}

async function migrateDatabase ({ environment, print }: CommandContext): Promise<void> {
  const settings = new ValueReader(environment, name => name)
  const ownerUrl = settings.required('MIGRATE_DATABASE_URL', postgresUrl("the tables' owner"))
  const applicationUrl = settings.required(
    'DATABASE_URL',
    postgresUrl('the service; its role is given the rights that it needs')
  )
  if (settings.faults.length === 0) {
    const role = new URL(applicationUrl).username
    if (role === '') settings.fault('DATABASE_URL', 'has no user name: add the role of the service.')
    else if (role === new URL(ownerUrl).username) {
      settings.faults.push(
        'MIGRATE_DATABASE_URL and DATABASE_URL name the same role: the service must not own the tables.'
      )
    }
  }
  settings.check()
  const steps = await migrate(ownerUrl)
  for (const { name } of steps) print(`applied ${name}`)
  const { role, created } = await prepareApplicationRole(ownerUrl, applicationUrl)
  const schema = steps.length === 0 ? 'the schema was current' : 'the schema is current'
  print(`${schema}; role "${role}" ${created ? 'created with' : 'has'} the rights of the service`)
}
