#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { readConfig } from './config.js'
import type { CommandContext } from './operator/command.js'
import { newProgram, registerOperatorCommands, runProgram } from './operator/command-line.js'
import { registerMigrateCommand } from './operator/migrate-command.js'
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
program.command('serve').description('answer requests: the sandbox, or with NODE_ENV=production the real thing')
  .option('--ephemeral', 'sandbox: keep nothing when it stops')
  .addHelpText('after', '\nExample:\n  partner-agreements serve --ephemeral')
  .action(({ ephemeral }: { ephemeral?: boolean }) => serve(readConfig(ephemeral === true ? { ...process.env, EPHEMERAL: 'true' } : process.env), context.print))
registerMigrateCommand(program, context)
registerOperatorCommands(program, context)
process.exitCode = await runProgram(program, process.argv.slice(2), context)
