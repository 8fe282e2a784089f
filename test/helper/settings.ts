import { ConfigurationError } from '../../src/errors/configuration-error.js'
import { readConfig, type Environment } from '../../src/settings/config.js'

/** The least that production needs. */
export const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app:secret@db/agreements',
  PUBLIC_URL: 'https://agreements.example.com/',
  LINK_SIGNING_KEY: Buffer.alloc(32).toString('base64')
}

/** What is wrong with these settings, a sentence each. */
export function faultsOf (environment: Environment): readonly string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}
