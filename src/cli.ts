#!/usr/bin/env node
import type { CommandContext } from './operator/command.js'
import { newProgram, registerOperatorCommands, runProgram } from './operator/command-line.js'
import { registerMigrateCommand } from './operator/migrate-command.js'
import { packageVersion } from './package-files.js'
import { settingsHelp } from './settings/text.js'

const context: CommandContext = {
  environment: process.env,
  input: process.stdin,
  print: text => { process.stdout.write(`${text}\n`) },
  warn: text => { process.stderr.write(`${text}\n`) },
  clock: () => new Date()
}

// A program that reads the output, such as `head`, may close the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error })

const program = newProgram(await packageVersion(), context)
program.command('serve').description('start the service: the sandbox, or production with NODE_ENV=production')
  .option('--ephemeral', 'sandbox: delete all data when it stops')
  .addHelpText('after', '\nExample:\n  partner-agreements serve --ephemeral')
  .addHelpText('after', ({ command }) => settingsHelp(command))
  .action(async ({ ephemeral }: { ephemeral?: boolean }) => {
    // Imported here only: the other commands start faster without it.
    const { serve } = await import('./server.js')
    await serve(ephemeral === true ? { ...process.env, EPHEMERAL: 'true' } : process.env, context.print)
  })
registerMigrateCommand(program, context)
registerOperatorCommands(program, context)
process.exitCode = await runProgram(program, process.argv.slice(2), context)
