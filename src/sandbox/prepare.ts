import { prepareApplicationRole } from '../database/application-role.js'
import { connectDatabase } from '../database/connect.js'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded.js'
import { migrate } from '../database/migrate.js'
import { operatorRepository } from '../operator/repository.js'
import { sandboxKeys, type SandboxKeys } from './keys.js'
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

/** Starts the embedded PostgreSQL unless another is given, and brings it to the current schema and the fixed data. */
export async function prepareSandbox (options: SandboxOptions): Promise<PreparedSandbox> {
  const [embedded, keys] = await Promise.all([
    options.databaseUrl === undefined ? startEmbeddedPostgres(options) : undefined,
    sandboxKeys(options.ephemeral || options.databaseUrl !== undefined ? undefined : options.dataFolder)
  ])
  try {
    const ownerUrl = options.databaseUrl ?? (embedded as EmbeddedPostgres).url('postgres')
    await migrate(ownerUrl)
    const [databaseUrl] = await Promise.all([
      embedded === undefined ? ownerUrl : serviceUrl(ownerUrl, keys.databasePassword),
      seed(ownerUrl, options.clock())
    ])
    return {
      databaseUrl,
      keptIn: embedded === undefined ? 'the database of DATABASE_URL' : options.ephemeral ? 'nowhere: it goes when the sandbox stops' : embedded.dataFolder,
      keys,
      stop: async () => await embedded?.stop()
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** The embedded server's own role for the service, so that the sandbox is fenced in as production is. */
async function serviceUrl (ownerUrl: string, password: string): Promise<string> {
  const url = new URL(ownerUrl)
  url.username = applicationRole
  url.password = password
  await prepareApplicationRole(ownerUrl, url.href, { sandbox: true })
  return url.href
}

async function seed (ownerUrl: string, now: Date): Promise<void> {
  const owner = await connectDatabase({ url: ownerUrl, pipelined: 0, pooled: 1, onError: () => {} })
  try {
    await seedSandbox(operatorRepository(owner.kysely), sandboxRepository(owner.kysely), now)
  } finally {
    await owner.close()
  }
}
