import { Command, CommanderError } from 'commander'
import { ConfigurationError } from '../errors/configuration-error.js'
import type { CommandContext } from './command.js'
import { registerCustomerCommands } from './customer-commands.js'
import { sentencesOf } from './failures.js'
import { inert } from './listing.js'
import { registerPartnerCommands } from './partner-commands.js'
import { registerRelationshipCommands } from './relationship-commands.js'
import { registerTemplateCommands } from './template-commands.js'

/** 0: done. 1: failed. 2: a wrong use or setting, which trying again will not mend. */
export type ExitCode = 0 | 1 | 2

/** The program without any command. Subcommands added to it take over how it prints and fails. */
export function newProgram (version: string, { print, warn }: CommandContext): Command {
  return new Command('partner-agreements')
    .description("Partner Center's agreement endpoints, self-hosted.")
    .version(version)
    // Without it `template import --version 2` would print the program's version.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(add --help for help)')
    .configureOutput({ writeOut: text => print(text.trimEnd()), writeErr: text => warn(text.trimEnd()) })
    .addHelpText('after', `
Settings are environment variables; \`serve --help\` lists them.
Exit codes: 0 done, 1 failed, 2 wrong command line or setting.`)
}

/** Adds the commands by which an operator registers partners, customers, relationships and documents. */
export function registerOperatorCommands (program: Command, context: CommandContext): void {
  registerPartnerCommands(program, context)
  registerCustomerCommands(program, context)
  registerRelationshipCommands(program, context)
  registerTemplateCommands(program, context)
}

/** Runs the command that `argv` (without node and script) names. Never rejects: it warns, and resolves to the exit code. */
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
    const faults = sentencesOf(error)
    warn(
      [
        `partner-agreements: ${faults.length > 1 ? `${faults.length} things are wrong` : 'this is wrong'}:`,
        ...faults.map(fault => `  - ${inert(fault)}`)
      ].join('\n')
    )
    return error instanceof ConfigurationError ? 2 : 1
  }
}
