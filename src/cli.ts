#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { Command, CommanderError } from 'commander'
import { ConfigurationError, readConfig } from './config.js'
import { prepareApplicationRole } from './database/application-role.js'
import { migrate } from './database/migrate.js'
import { serve } from './server.js'

const print = (text: string) => { process.stdout.write(`${text}\n`) }

/** Ends with 2 for a wrong use or setting, which trying again will not mend, and 1 for everything else. */
async function main (): Promise<void> {
  const program = await commandLine()
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    process.exitCode = error instanceof ConfigurationError ? 2 : 1
    const faults = error instanceof ConfigurationError ? error.faults : [error instanceof Error ? error.message : String(error)]
    process.stderr.write(`partner-agreements: ${faults.length > 1 ? `${faults.length} things are wrong` : 'this is wrong'}:\n${faults.map(fault => `  - ${fault}\n`).join('')}`)
  }
}

async function commandLine (): Promise<Command> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  const program = new Command('partner-agreements')
    .description("Partner Center's agreement endpoints, self-hosted.")
    .version(version)
    .exitOverride()
    .showHelpAfterError()
    .addHelpText('after', '\nSettings are environment variables; the README lists them.')

  program.command('serve')
    .description('answer requests: the sandbox, or with NODE_ENV=production the real thing')
    .option('--ephemeral', 'sandbox: keep nothing when it stops')
    .action(({ ephemeral }: { ephemeral?: boolean }) => serve(readConfig(ephemeral === true ? { ...process.env, EPHEMERAL: 'true' } : process.env), print))

  program.command('migrate')
    .description('bring the database to this version, as the owner of the tables')
    .addHelpText('after', `
MIGRATE_DATABASE_URL is the owner's connection (direct, not through a transaction pooler).
DATABASE_URL is the service's: its role is made if need be, and given exactly the rights that it needs.`)
    .action(() => migrateCommand(process.env['MIGRATE_DATABASE_URL'], process.env['DATABASE_URL']))
  return program
}

async function migrateCommand (ownerUrl: string | undefined, applicationUrl: string | undefined): Promise<void> {
  const faults = []
  if (ownerUrl === undefined || !URL.canParse(ownerUrl)) faults.push("MIGRATE_DATABASE_URL is missing: set it to the table owner's postgres:// URL.")
  if (applicationUrl === undefined || !URL.canParse(applicationUrl)) faults.push("DATABASE_URL is missing: set it to the service's postgres:// URL; its role is given the rights that it needs.")
  else if (ownerUrl !== undefined && URL.canParse(ownerUrl) && new URL(ownerUrl).username === new URL(applicationUrl).username) faults.push('MIGRATE_DATABASE_URL and DATABASE_URL name the same role: the service must not own the tables.')
  if (faults.length > 0) throw new ConfigurationError(faults)
  const steps = await migrate(ownerUrl as string)
  for (const { name } of steps) print(`applied ${name}`)
  const { role, created } = await prepareApplicationRole(ownerUrl as string, applicationUrl as string)
  print(`${steps.length === 0 ? 'the schema was current' : 'the schema is current'}; role "${role}" ${created ? 'made, with' : 'has'} the rights of the service`)
}

await main()
