import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { newProgram, registerOperatorCommands, runProgram } from '../../src/operator/command-line.js'
import { registerMigrateCommand } from '../../src/operator/migrate-command.js'
import { projectFile } from '../helper/project.js'

/** A command's exit code and output. */
export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs an operator's command on one database, at one instant. */
export type RunCommand = (argv: readonly string[], input?: string | Buffer) => Promise<Outcome>

/** Returns a function that runs the operator's commands within this process. */
export function commandsOn (
  environment: Record<string, string | undefined>,
  at = new Date('2026-03-02T10:00:00Z')
): RunCommand {
  return async (argv, input = '') => {
    const outcome = { out: '', err: '' }
    const context = {
      environment,
      input: Readable.from([Buffer.from(input)], { objectMode: false }),
      print: (line: string) => {
        outcome.out += `${line}\n`
      },
      warn: (line: string) => {
        outcome.err += `${line}\n`
      },
      clock: () => at
    }
    const program = newProgram('0.0.0', context)
    registerMigrateCommand(program, context)
    registerOperatorCommands(program, context)
    return { code: await runProgram(program, argv, context), ...outcome }
  }
}

/** Runs the real command in a process of its own, with only these environment variables. */
export async function runProcess (argv: readonly string[], environment: Record<string, string>): Promise<Outcome> {
  const command = projectFile('dist/cli.js')
  const child = spawn(process.execPath, [command, ...argv], {
    env: { PATH: process.env['PATH'] ?? '', ...environment }
  })
  child.stdin.end()
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(resolve => child.once('close', resolve))
  ])
  return { code, out, err }
}
