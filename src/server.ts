import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import closeWithGrace from 'close-with-grace'
import type { FastifyBaseLogger } from 'fastify'
import { acceptanceRepository } from './acceptance/customer-page/repository.js'
import { invitationRepository } from './acceptance/invitations/repository.js'
import { smtpSender } from './acceptance/invitations/smtp.js'
import { buildApp, type AppOptions, type ModeParts } from './app.js'
import { readServingConfig, type Config, type Environment } from './settings/config.js'
import { connectDatabase, type Database } from './database/connect.js'
import { databaseFaults } from './database/start-checks.js'
import { ConfigurationError } from './errors/configuration-error.js'
import { freePort } from './http/free-port.js'
import { createLogger } from './http/logger.js'
import { loadProgramme } from './order-gate/load-programme.js'
import { orderGateRepository } from './order-gate/repository.js'
import { packageVersion } from './package-files.js'
import { agreementDocumentRepository } from './partner-center/agreement-documents/repository.js'
import { customerAgreementRepository } from './partner-center/agreements/repository.js'
import { customerRepository, type CustomerRepository } from './partner-center/customers/repository.js'
import { partnerAgreementRepository } from './partner-center/partner-agreement-status/repository.js'
import { productionParts } from './production-parts.js'
import { customerRecords } from './records/customers.js'
import { partnerRepository, type PartnerRepository } from './records/partners.js'
import { banner } from './sandbox/banner.js'
import { sandboxParts } from './sandbox/parts.js'
import { prepareSandbox, type PreparedSandbox } from './sandbox/prepare.js'

/** A server that listens. */
export interface RunningServer {
  readonly url: string
  /** Reports "not ready" immediately, finishes requests in flight, then closes everything. */
  stop (): Promise<void>
}

const clock = () => new Date()
const newId = () => randomUUID()

/** How long a stopping production instance keeps serving, so that load balancers notice that it is not ready; in ms. */
const drainMs = 2_000

/** How long mails may take after that, in ms. It leaves time to send the responses before the process is killed. */
const mailMs = 3_000

/**
 * Starts the service and resolves once it listens. Rejects with a {@link ConfigurationError} that names everything that
 * is wrong with the database or its role.
 */
export async function startServer (config: Config, print: (text: string) => void): Promise<RunningServer> {
  const logger = await createLogger(config)
  config.warnings.forEach(print)
  const sandbox = config.mode === 'sandbox' ? await prepareSandbox({ ...config, clock, log: print }) : undefined
  try {
    const database = await connectDatabase({
      url: sandbox?.databaseUrl ?? (config.databaseUrl as string),
      onError: error => logger.warn({ err: error }, 'database connection lost')
    })
    try {
      if (config.mode === 'production') await rejectUnsuitable(database)
      return await listen({ config, database, sandbox, logger, print })
    } catch (error) {
      await database.close()
      throw error
    }
  } catch (error) {
    await sandbox?.stop()
    throw error
  }
}

/** Runs the service with the settings of the environment, until a signal or an uncaught error ends it. */
export async function serve (environment: Environment, print: (text: string) => void): Promise<void> {
  const server = await startServer(await readServingConfig(environment), print)
  closeWithGrace({ delay: 9_000, logger: false }, async ({ err }) => {
    if (err !== undefined) print(`Stopping after an unexpected error: ${err.stack ?? err.message}`)
    await server.stop()
  })
}

async function rejectUnsuitable (database: Database): Promise<void> {
  const problems = await databaseFaults(database.kysely)
  if (problems.length > 0) throw new ConfigurationError(problems)
}

/** What the service runs with. `sandbox` is undefined in production. */
interface Start {
  readonly config: Config
  readonly database: Database
  readonly sandbox: PreparedSandbox | undefined
  readonly logger: FastifyBaseLogger
  readonly print: (text: string) => void
}

async function listen ({ config, database, sandbox, logger, print }: Start): Promise<RunningServer> {
  let isStopping = false
  const abortMails = new AbortController()
  const address = await addressOf(config)
  const publicUrl = config.publicUrl ?? localUrl(isIP(config.host) === 0 ? { ...address, host: config.host } : address)
  const partners = partnerRepository(database)
  const customers = customerRepository(database)
  const app = await buildApp({
    ...config,
    ...repositoriesOf(database),
    partners,
    customers,
    ...partsOf({ config, database, sandbox, logger }, { partners, customers, publicUrl, ownUrl: localUrl(address) }),
    ...(config.smtp && { mailSender: smtpSender({ ...config.smtp, stopping: abortMails.signal }) }),
    environment: config.mode,
    programme: await loadProgramme(config.orderGateProgramme),
    clock,
    newId,
    publicUrl,
    version: await packageVersion(),
    isReady: async () => !isStopping && (await database.isReachable()),
    shedsLoad: true,
    logger
  })
  await app.listen(address)
  if (sandbox !== undefined) print(banner(publicUrl, sandbox.storedIn))
  else logger.info({ url: publicUrl }, 'listening')
  return {
    url: publicUrl,
    async stop () {
      isStopping = true
      if (config.mode === 'production') await new Promise(resolve => setTimeout(resolve, drainMs))
      const timer = setTimeout(() => abortMails.abort(), mailMs)
      await app.close()
      clearTimeout(timer)
      await database.close()
      await sandbox?.stop()
    }
  }
}

function repositoriesOf (database: Database) {
  return {
    customerAgreements: customerAgreementRepository(database),
    documents: agreementDocumentRepository(database),
    customerRecords: customerRecords(database),
    partnerAgreements: partnerAgreementRepository(database),
    orderGate: orderGateRepository(database),
    invitations: invitationRepository(database),
    acceptances: acceptanceRepository(database)
  } satisfies Partial<AppOptions>
}

interface Urls {
  readonly publicUrl: string
  readonly ownUrl: string
}

function partsOf (
  { config, database, sandbox, logger }: Omit<Start, 'print'>,
  { partners, ...shared }: Urls & { readonly partners: PartnerRepository, readonly customers: CustomerRepository }
): ModeParts {
  const options = {
    ...shared,
    database,
    clock,
    newId,
    isRegistered: async (tenantId: string) => (await partners.find(tenantId)) !== undefined
  }
  if (sandbox !== undefined) {
    const { audiences, linkSigningKey } = config
    return sandboxParts({ ...options, keys: sandbox.keys, audiences, linkSigningKey })
  }
  return productionParts(config, {
    ...options,
    onKeyFailure: (tenant, reason) => logger.warn({ tenant, reason }, 'signing keys could not be fetched')
  })
}

interface Address {
  readonly host: string
  readonly port: number
}

/**
 * The address to listen on. The application writes the port into URLs, so the port is chosen before the application is
 * built. `localhost` means 127.0.0.1: some machines resolve it to ::1, where clients of 127.0.0.1 find no server.
 */
async function addressOf (config: Config): Promise<Address> {
  const host = config.host === 'localhost' ? '127.0.0.1' : config.host
  return { host, port: config.port === 0 ? await freePort(host) : config.port }
}

/** The URL by which a program on this machine reaches the server. Browsers cannot open 0.0.0.0. */
function localUrl ({ host, port }: Address): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
