#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { readConfig } from './config.js'
import { prepareApplicationRole } from './database/application-role.js'
import { migrate } from './database/migrate.js'
import type { CommandContext } from './operator/command.js'
import { newProgram, registerOperatorCommands, runProgram } from './operator/command-line.js'
import { postgresUrl, ValueReader } from './operator/values.js'
import { serve } from './server.js'

const context: CommandContext = {
  environment: process.env,
  input: process.stdin,
  print: text => { process.stdout.write(`${text}\n`) },
  warn: text => { process.stderr.write(`${text}\n`) },
  clock: () => new Date()
}

// A reader such as `head` leaves when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error })

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const program = newProgram(version, context)
registerServiceCommands(program)
registerOperatorCommands(program, context)
process.exitCode = await runProgram(program, process.argv.slice(2), context)

function registerServiceCommands (program: Command): void {
  program.command('serve')
    .description('answer requests: the sandbox, or with NODE_ENV=production the real thing')
    .option('--ephemeral', 'sandbox: keep nothing when it stops')
    .addHelpText('after', '\nExample:\n  partner-agreements serve --ephemeral')
    .action(({ ephemeral }: { ephemeral?: boolean }) => serve(readConfig(ephemeral === true ? { ...process.env, EPHEMERAL: 'true' } : process.env), context.print))

  program.command('migrate')
    .description('bring the database to this version, as the owner of the tables')
    .addHelpText('after', `
MIGRATE_DATABASE_URL is the owner's connection (direct, not through a transaction pooler).
DATABASE_URL is the service's: its role is made if need be, and given exactly the rights that it needs.

Example:
  MIGRATE_DATABASE_URL=postgres://owner:...@localhost/agreements \\
    DATABASE_URL=postgres://partner_agreements:...@localhost/agreements partner-agreements migrate`)
    .action(migrateDatabase)
}

async function migrateDatabase (): Promise<void> {
  const settings = new ValueReader(process.env, name => name)
  const ownerUrl = settings.required('MIGRATE_DATABASE_URL', postgresUrl("the tables' owner"))
  const applicationUrl = settings.required('DATABASE_URL', postgresUrl('the service; its role is given the rights that it needs'))
  if (settings.faults.length === 0) {
    const role = new URL(applicationUrl).username
    if (role === '') settings.fault('DATABASE_URL', 'names no role.')
    else if (role === new URL(ownerUrl).username) settings.faults.push('MIGRATE_DATABASE_URL and DATABASE_URL name the same role: the service must not own the tables.')
  }
  settings.check()
  const steps = await migrate(ownerUrl)
  for (const { name } of steps) context.print(`applied ${name}`)
  const { role, created } = await prepareApplicationRole(ownerUrl, applicationUrl)
  context.print(`${steps.length === 0 ? 'the schema was current' : 'the schema is current'}; role "${role}" ${created ? 'made, with' : 'has'} the rights of the service`)
}
