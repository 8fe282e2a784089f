import { readFile } from 'node:fs/promises'
import { programme, type ProgrammeRule } from '../domain/programme.js'
import { ConfigurationError } from '../errors/configuration-error.js'
import { readProgramme } from './programme-file.js'

/**
 * The programme, with the changes of the operator's file if ORDER_GATE_PROGRAMME names one. Throws a
 * {@link ConfigurationError} that names every wrong line.
 */
export async function loadProgramme (file: string | undefined): Promise<readonly ProgrammeRule[]> {
  if (file === undefined) return programme
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError([`ORDER_GATE_PROGRAMME: ${file} cannot be read (${error.code ?? 'unknown'}).`])
  })
  try {
    return readProgramme(text)
  } catch (error) {
    if (error instanceof ConfigurationError) {
      throw new ConfigurationError(error.problems.map(problem => `${file} (ORDER_GATE_PROGRAMME), ${problem}`))
    }
    throw error
  }
}
