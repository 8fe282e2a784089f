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

/** What the sandbox brings. */
export interface PreparedSandbox {
  /** For the service to connect with. */
  readonly databaseUrl: string
  /** Where data is kept, for people to read. */
  readonly keptIn: string
  readonly keys: SandboxKeys
  stop (): Promise<void>
}

/** How to prepare it. */
export interface SandboxOptions {
  /** An own PostgreSQL to use instead of the embedded one; its role must be allowed to create tables. */
  readonly databaseUrl: string | undefined
  readonly dataFolder: string
  readonly ephemeral: boolean
  readonly clock: () => Date
  readonly log: (line: string) => void
}

const applicationRole = 'partner_agreements'

/**
 * Starts the embedded PostgreSQL unless another is given, and brings it to the current schema and the fixed data. Every
 * file of the data folder is read and made while its lock is held: the embedded server takes the lock first, and gives
 * it back last.
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
    return { databaseUrl, keptIn: keptIn(embedded, options), keys, stop: async () => await embedded?.stop() }
  } catch (error) {
    await embedded?.stop()
    if (embedded === undefined) throw error
    throw explainFileError(error, embedded.dataFolder, options.ephemeral ? 'TMPDIR' : 'DATA_FOLDER')
  }
}

function keptIn (embedded: EmbeddedPostgres | undefined, { ephemeral }: SandboxOptions): string {
  if (embedded === undefined) return 'the database of DATABASE_URL'
  return ephemeral ? 'nowhere: it goes when the sandbox stops' : embedded.dataFolder
}

/** Returns the URL for the service: as the tables' owner, the one role that an own database is sure to have. */
async function prepareDatabase (ownerUrl: string, now: Date): Promise<string> {
  await migrate(ownerUrl)
  await seed(ownerUrl, now)
  return ownerUrl
}

/**
 * Returns the URL for the service: a role of its own, so that the sandbox has production's rights and no more. Its
 * password is new at each start, so none can be lost.
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

/** Both results. Rejects when both have ended: neither may go on while the server stops and the lock is given back. */
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
