import type { Readable } from 'node:stream'
import { ConfigurationError } from '../errors/configuration-error.js'
import type { Environment } from '../config.js'
import { connectDatabase } from '../database/connect.js'
import { schemaState } from '../database/migrate.js'
import { settings } from '../settings.js'
import { operatorRepository, type OperatorRepository } from './repository.js'
import { ValueReader } from './values.js'

/** The world around a command. */
export interface CommandContext {
  readonly environment: Environment
  readonly input: Readable
  /** Results; adds the line's end. */
  readonly print: (text: string) => void
  /** Faults and progress, apart from results; adds the line's end. */
  readonly warn: (text: string) => void
  readonly clock: () => Date
}

/** Ends the help of every command that works as the tables' owner. */
export const ownerHelp = `
It works on the database of MIGRATE_DATABASE_URL, whose role owns the tables: the service's own role may only read.
(The sandbox's embedded database is not in reach; a sandbox on a database of its own is.)`

/** Reads a command's options. Values under upper-case keys are environment variables or arguments. */
export function optionReader (options: Readonly<Record<string, unknown>>, environment: Environment): ValueReader {
  const { MIGRATE_DATABASE_URL } = environment
  return new ValueReader({ ...options, MIGRATE_DATABASE_URL }, key =>
    /^[A-Z_]+$/.test(key) ? key : `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
  )
}

/**
 * Checks what `reader` read, then does `work` on the database of MIGRATE_DATABASE_URL. Rejects with a
 * {@link ConfigurationError} on every fault of the reader at once, on a schema that is not this version's, and on a
 * role that row-level security would show empty tables.
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
        'The role of MIGRATE_DATABASE_URL does not own the tables: rows would be hidden from it.'
      ])
    }
    return await work(operator)
  } finally {
    await database.close()
  }
}

/** The owner's connection, if everything that `reader` read is fit; throws a {@link ConfigurationError} otherwise. */
export function ownerUrl (reader: ValueReader): string {
  const url = reader.required('MIGRATE_DATABASE_URL', settings.migrateDatabaseUrl.kind)
  reader.check()
  return url
}
