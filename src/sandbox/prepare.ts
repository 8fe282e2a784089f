import { randomBytes } from 'node:crypto'
import { prepareApplicationRole } from '../database/application-role.js'
import { connectDatabase } from '../database/connect.js'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './postgres/embedded.js'
import { explainFileError } from './postgres/file-error.js'
import { migrate } from '../database/migrate.js'
import { operatorRepository } from '../operator/repository.js'
import { sandboxKeys, type SandboxKeys } from './identity/keys.js'
import { sandboxRepository } from './repository.js'
import { seedSandbox } from './seed.js'

/** What the service needs to serve as a sandbox. */
export interface PreparedSandbox {
  /** The service connects with this URL. */
  readonly databaseUrl: string
  /** Says where data is stored, for people to read. */
  readonly storedIn: string
  readonly keys: SandboxKeys
  stop (): Promise<void>
}

/** How to prepare the sandbox. */
export interface SandboxOptions {
  /** The operator's PostgreSQL instead of the embedded one. Its role must be allowed to create tables. */
  readonly databaseUrl: string | undefined
  readonly dataFolder: string
  readonly ephemeral: boolean
  readonly clock: () => Date
  readonly log: (line: string) => void
}

const applicationRole = 'partner_agreements'

/**
 * Starts the embedded PostgreSQL, unless the options name another one. Migrates the database and adds the fixed data.
 * Files of the data folder are only read and written while its lock is held: the embedded server takes the lock first,
 * and releases it last.
 */
export async function prepareSandbox (options: SandboxOptions): Promise<PreparedSandbox> {
  const embedded = options.databaseUrl === undefined ? await startEmbeddedPostgres(options) : undefined
  try {
    const [keys, databaseUrl] = await both(
      sandboxKeys(options.ephemeral ? undefined : embedded?.dataFolder, options.log),
      embedded === undefined
        ? prepareDatabase(options.databaseUrl as string, options.clock())
        : prepareEmbedded(embedded, options.clock())
    )
    return { databaseUrl, storedIn: storedIn(embedded, options), keys, stop: async () => await embedded?.stop() }
  } catch (error) {
    await embedded?.stop()
    if (embedded === undefined) throw error
    throw explainFileError(error, embedded.dataFolder, options.ephemeral ? 'TMPDIR' : 'DATA_FOLDER')
  }
}

function storedIn (embedded: EmbeddedPostgres | undefined, { ephemeral }: SandboxOptions): string {
  if (embedded === undefined) return 'the database of DATABASE_URL'
  return ephemeral ? 'in a temporary folder, deleted when the sandbox stops' : embedded.dataFolder
}

/** Prepares the operator's database. The service connects as the tables' owner, the only role that is known there. */
async function prepareDatabase (ownerUrl: string, now: Date): Promise<string> {
  await migrate(ownerUrl)
  await seed(ownerUrl, now)
  return ownerUrl
}

/**
 * Prepares the embedded database. The service connects as a role of its own, with the same rights as in production. Its
 * password is new at each start, so that no password needs to be stored.
 */
async function prepareEmbedded (embedded: EmbeddedPostgres, now: Date): Promise<string> {
  const ownerUrl = embedded.url('postgres')
  const url = new URL(ownerUrl)
  url.username = applicationRole
  url.password = randomBytes(24).toString('base64url')
  await migrate(ownerUrl)
  const role = prepareApplicationRole(ownerUrl, url.href, { sandbox: true, setPassword: true })
  await both(role, seed(ownerUrl, now))
  return url.href
}

/** Waits for both, also if one rejects: neither may run while the server stops and the lock is released. */
async function both<One, Other> (one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other])
  return await Promise.all([one, other])
}

async function seed (ownerUrl: string, now: Date): Promise<void> {
  const owner = await connectDatabase({ url: ownerUrl, pipelined: 0, pooled: 1, onError: () => {} })
  try {
    await seedSandbox(operatorRepository(owner.kysely), sandboxRepository(owner.kysely), now)
  } finally {
    await owner.close()
  }
}
