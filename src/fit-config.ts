import { ConfigurationError } from './errors/configuration-error.js'
import { readConfig, type Config } from './config.js'
import { connectDatabase } from './database/connect.js'
import { databaseFaults } from './database/guard.js'
import { EnvironmentReader, type Environment } from './environment-reader.js'

/**
 * The configuration to serve with. Rejects with one {@link ConfigurationError}, which for production names the faults
 * of the database beside those of the settings, unless it cannot be asked: the operator mends all in one round.
 */
export async function readFitConfig (environment: Environment): Promise<Config> {
  try {
    return readConfig(environment)
  } catch (error) {
    const reader = new EnvironmentReader(environment)
    const url = reader.text('NODE_ENV') === 'production' ? reader.databaseUrl() : undefined
    if (!(error instanceof ConfigurationError) || url === undefined) throw error
    throw new ConfigurationError([...error.faults, ...await faultsAt(url).catch(() => [])])
  }
}

async function faultsAt (url: string): Promise<string[]> {
  const database = await connectDatabase({ url, pipelined: 0, pooled: 1, onError: () => {} })
  try {
    return await databaseFaults(database.kysely)
  } finally {
    await database.close()
  }
}
