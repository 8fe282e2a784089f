import type { Readable } from 'node:stream'
import { ConfigurationError } from '../errors/configuration-error.js'
import type { Environment } from '../settings/config.js'
import { connectDatabase } from '../database/connect.js'
import { schemaState } from '../database/migrate.js'
import { settings } from '../settings/table.js'
import { operatorRepository, type OperatorRepository } from './repository.js'
import { ValueReader } from './values.js'

/** What a command gets from the process: settings, input, output, and the time. */
export interface CommandContext {
  readonly environment: Environment
  readonly input: Readable
  /** Prints a result, and adds a line break. */
  readonly print: (text: string) => void
  /** Prints an error or progress to another stream than results, and adds a line break. */
  readonly warn: (text: string) => void
  readonly clock: () => Date
}

/** The end of the help of every command that connects as the tables' owner. */
export const ownerHelp = `
The command connects with MIGRATE_DATABASE_URL, as the role that owns the tables. The service's own role may only read.
A sandbox can be managed if it uses a database of yours. Its embedded database cannot be reached.`

/** Reads a command's options. Upper-case keys name environment variables or arguments, all others options. */
export function optionReader (options: Readonly<Record<string, unknown>>, environment: Environment): ValueReader {
  const { MIGRATE_DATABASE_URL } = environment
  return new ValueReader({ ...options, MIGRATE_DATABASE_URL }, key =>
    /^[A-Z_]+$/.test(key) ? key : `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
  )
}

/**
 * Runs `work` on the database of MIGRATE_DATABASE_URL, as its owner. Rejects with a {@link ConfigurationError} if
 * `reader` has errors (the message lists all of them), if the schema is of another version, or if row-level security
 * would hide rows from the role.
 */
export async function asOwner<Result> (
  reader: ValueReader,
  work: (operator: OperatorRepository) => Promise<Result>
): Promise<Result> {
  const url = ownerUrl(reader)
  const database = await connectDatabase({ url, pipelined: 0, pooled: 1, onError: () => {} })
  try {
    switch (await schemaState(database.kysely)) {
      case 'older':
        throw new ConfigurationError([
          'The schema of the database is older than this version: run `partner-agreements migrate` as the owner.'
        ])
      case 'newer':
        throw new ConfigurationError([
          'The schema of the database is newer than this version: run the version that migrated it, or a later one.'
        ])
      case 'current':
        break
    }
    const operator = operatorRepository(database.kysely)
    if (!(await operator.seesEveryRow())) {
      throw new ConfigurationError([
        'The role of MIGRATE_DATABASE_URL does not own the tables, so row-level security hides rows from it. Set ' +
          "MIGRATE_DATABASE_URL to the owner's."
      ])
    }
    return await work(operator)
  } finally {
    await database.close()
  }
}

/** Returns the URL of the owner's connection. Throws a {@link ConfigurationError} if `reader` has errors. */
export function ownerUrl (reader: ValueReader): string {
  const url = reader.required('MIGRATE_DATABASE_URL', settings.migrateDatabaseUrl.kind)
  reader.check()
  return url
}
