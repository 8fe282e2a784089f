import { Command, CommanderError } from 'commander'
import { ConfigurationError } from '../errors/configuration-error.js'
import type { CommandContext } from './command.js'
import { registerCustomerCommands } from './customer-commands.js'
import { messagesOf } from './failures.js'
import { inert } from './listing.js'
import { registerPartnerCommands } from './partner-commands.js'
import { registerRelationshipCommands } from './relationship-commands.js'
import { registerTemplateCommands } from './template-commands.js'

/** 0: done. 1: failed. 2: the command line or a setting is wrong, so that a retry cannot help. */
export type ExitCode = 0 | 1 | 2

/** The program without any command. Subcommands that are added inherit its output and error handling. */
export function newProgram (version: string, { print, warn }: CommandContext): Command {
  return new Command('partner-agreements')
    .description("Partner Center's agreement endpoints, self-hosted.")
    .version(version)
    // Without positional options `template import --version 2` would print the program's version.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(add --help for help)')
    .configureOutput({ writeOut: text => print(text.trimEnd()), writeErr: text => warn(text.trimEnd()) })
    .addHelpText('after', `
Settings are environment variables; \`serve --help\` lists them.
Exit codes: 0 done, 1 failed, 2 wrong command line or setting.`)
}

/** Adds the commands with which an operator registers partners, customers, relationships and documents. */
export function registerOperatorCommands (program: Command, context: CommandContext): void {
  registerPartnerCommands(program, context)
  registerCustomerCommands(program, context)
  registerRelationshipCommands(program, context)
  registerTemplateCommands(program, context)
}

/**
 * Runs the command that `argv` names (without node and script), and resolves to the exit code. Never rejects: errors
 * are printed with `warn`.
 */
export async function runProgram (
  program: Command,
  argv: readonly string[],
  { warn }: CommandContext
): Promise<ExitCode> {
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const problems = messagesOf(error)
    warn(
      [
        `partner-agreements: ${problems.length > 1 ? `${problems.length} errors` : '1 error'}:`,
        ...problems.map(problem => `  - ${inert(problem)}`)
      ].join('\n')
    )
    return error instanceof ConfigurationError ? 2 : 1
  }
}
