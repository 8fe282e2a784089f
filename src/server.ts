import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import closeWithGrace from 'close-with-grace'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { acceptanceRepository } from './acceptance/customer-page/repository.js'
import type { IdentityClient } from './acceptance/customer-page/sign-in/sign-in.js'
import { agreementDocumentRepository } from './partner-center/agreement-documents/repository.js'
import { buildApp } from './app.js'
import { ConfigurationError } from './errors/configuration-error.js'
import { readServingConfig, type Config, type Environment } from './config.js'
import { customerAgreementRepository } from './partner-center/agreements/repository.js'
import type { CustomerCreation } from './partner-center/customers/customer-creation.js'
import { readCreated } from './partner-center/customers/read-created.js'
import { customerRepository, type CustomerRepository } from './partner-center/customers/repository.js'
import { connectDatabase, type Database } from './database/connect.js'
import { databaseFaults } from './database/guard.js'
import { programme, type ProgrammeRule } from './domain/programme.js'
import { forwarding } from './upstream/backend.js'
import { forwardedCreation } from './upstream/customer-creation.js'
import { createForwarder } from './upstream/forwarder.js'
import { purchaseRepository } from './upstream/repository.js'
import { freePort } from './http/free-port.js'
import { createLogger } from './http/logger.js'
import { localSigningKeys } from './http/signing-keys.js'
import { createTokenVerifier } from './http/token-verifier.js'
import { entraIssuers, entraKeys } from './http/entra.js'
import { invitationRepository } from './acceptance/invitations/repository.js'
import { smtpSender } from './acceptance/invitations/smtp.js'
import { orderGateRepository } from './order-gate/repository.js'
import { readProgramme } from './order-gate/programme-file.js'
import { packageVersion } from './package-files.js'
import { partnerAgreementRepository } from './partner-center/partner-agreement-status/repository.js'
import { customerRecords } from './records/customers.js'
import { partnerRepository } from './records/partners.js'
import { banner } from './sandbox/banner.js'
import { sandboxCreation } from './sandbox/customers/create-customer.js'
import { identityRoutes } from './sandbox/identity/routes.js'
import { prepareSandbox, type PreparedSandbox } from './sandbox/prepare.js'
import { sandboxCommerce } from './sandbox/commerce/backend.js'
import { sandboxCommerceRepository } from './sandbox/commerce/repository.js'
import { acceptancePageClient } from './sandbox/identity/sign-in/authorization-request.js'
import { customerUserRepository } from './sandbox/identity/sign-in/repository.js'
import { createTokenIssuer } from './sandbox/identity/token-issuer.js'
import { noBackend, type TransactionBackend } from './partner-center/orders/transaction-backend.js'

/** A server that answers. */
export interface RunningServer {
  readonly url: string
  /** Not ready at once; what is in flight is answered; then everything is closed. */
  stop (): Promise<void>
}

const clock = () => new Date()
const newId = () => randomUUID()

/** How long a stopping production instance goes on answering, so that load balancers see it is not ready; in ms. */
const drainMs = 2_000

/** How long a mail may still take then, in ms: less than the process has left before it is ended, so that its answer goes out. */
const mailMs = 3_000

/**
 * Starts the service and resolves once it answers. Rejects with a {@link ConfigurationError} that names every reason
 * why this database or role will not do.
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
      if (config.mode === 'production') await refuseUnfit(database)
      return await listen(config, database, sandbox, logger, print)
    } catch (error) {
      await database.close()
      throw error
    }
  } catch (error) {
    await sandbox?.stop()
    throw error
  }
}

/** Runs the service as the environment says, until a signal or an uncaught error ends it. */
export async function serve (environment: Environment, print: (text: string) => void): Promise<void> {
  const server = await startServer(await readServingConfig(environment), print)
  closeWithGrace({ delay: 9_000, logger: false }, async ({ err }) => {
    if (err !== undefined) print(`Stopping after an unexpected error: ${err.stack ?? err.message}`)
    await server.stop()
  })
}

async function refuseUnfit (database: Database): Promise<void> {
  const faults = await databaseFaults(database.kysely)
  if (faults.length > 0) throw new ConfigurationError(faults)
}

async function listen (
  config: Config,
  database: Database,
  sandbox: PreparedSandbox | undefined,
  logger: FastifyBaseLogger,
  print: (text: string) => void
): Promise<RunningServer> {
  let stopping = false
  const mailsEnd = new AbortController()
  const host = addressOf(config.host)
  // The application writes it into URLs, so it has to be known before.
  const address = { host, port: config.port === 0 ? await freePort(host) : config.port }
  const publicUrl =
    config.publicUrl ?? `http://${authorityOf(isIP(config.host) === 0 ? { ...address, host: config.host } : address)}`
  const partners = partnerRepository(database)
  const customers = customerRepository(database)
  const issuer = sandbox && createTokenIssuer({ privateJwk: sandbox.keys.issuer, clock, newId })
  const localKeys = issuer && localSigningKeys(issuer.jwks)
  const remoteKeys = entraKeys({
    authority: config.entraAuthority,
    clock,
    onFailure: (tenant, reason) => logger.warn({ tenant, reason }, 'signing keys could not be fetched')
  })
  const verifyToken = createTokenVerifier({
    issuers: issuer === undefined ? entraIssuers(config.entraAuthority) : [`${publicUrl}/{tenantid}/`],
    audiences: config.audiences,
    keysOf: tenantId => localKeys ?? remoteKeys(tenantId),
    isRegistered: async tenantId => (await partners.find(tenantId)) !== undefined
  })
  const app: FastifyInstance = await buildApp({
    ...config,
    partners,
    customers,
    customerAgreements: customerAgreementRepository(database),
    documents: agreementDocumentRepository(database),
    customerRecords: customerRecords(database),
    partnerAgreements: partnerAgreementRepository(database),
    orderGate: orderGateRepository(database),
    invitations: invitationRepository(database),
    ...(config.smtp === undefined ? {} : { mailSender: smtpSender({ ...config.smtp, stopping: mailsEnd.signal }) }),
    acceptances: acceptanceRepository(database),
    ...identityClientOf(config, publicUrl, `http://${authorityOf(address)}`),
    transactions: backendOf(config, database),
    ...creationOf(config, customers),
    environment: config.mode,
    programme: await programmeOf(config),
    verifyToken,
    ...(issuer && {
      identityProvider: identityRoutes({ issuer, users: customerUserRepository(database), clock, publicUrl })
    }),
    clock,
    newId,
    publicUrl,
    linkSigningKey: config.linkSigningKey ?? Buffer.from(sandbox?.keys.linkSigning ?? '', 'base64'),
    version: await packageVersion(),
    isReady: async () => !stopping && (await database.isReachable()),
    shedsLoad: true,
    logger
  })
  await app.listen(address)
  if (sandbox !== undefined) print(banner(publicUrl, sandbox.keptIn))
  else logger.info({ url: publicUrl }, 'listening')
  return {
    url: publicUrl,
    async stop () {
      stopping = true
      if (config.mode === 'production') await new Promise(resolve => setTimeout(resolve, drainMs))
      const timer = setTimeout(() => mailsEnd.abort(), mailMs)
      await app.close()
      clearTimeout(timer)
      await database.close()
      await sandbox?.stop()
    }
  }
}

interface Address {
  readonly host: string
  readonly port: number
}

/** `localhost` is whichever address the machine names first, which clients of the other one do not reach. */
function addressOf (host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host
}

/** Host and port to reach a server by on this machine: no browser goes to 0.0.0.0. */
function authorityOf ({ host, port }: Address): string {
  if (host === '0.0.0.0' || host === '::') return `127.0.0.1:${port}`
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Customers sign in at Entra ID, or in the sandbox at the service itself. */
function identityClientOf (
  { mode, entraAuthority, acceptanceClient }: Config,
  publicUrl: string,
  ownUrl: string
): { identityClient?: IdentityClient } {
  if (mode === 'sandbox') {
    // PUBLIC_URL may be a proxy's, or a mapped port's, which lead here from outside alone.
    const reachItself = async (url: string, init: RequestInit) => await fetch(url.replace(publicUrl, ownUrl), init)
    return {
      identityClient: {
        clientId: acceptancePageClient.clientId,
        clientSecret: acceptancePageClient.secret,
        authority: publicUrl,
        fetch: reachItself
      }
    }
  }
  return acceptanceClient === undefined ? {} : { identityClient: { ...acceptanceClient, authority: entraAuthority } }
}

/** Customers are created in the sandbox, or on Partner Center where the operator says so. */
function creationOf (
  { mode, partnerCenterUrl }: Config,
  customers: CustomerRepository
): { customerCreation?: CustomerCreation } {
  if (mode === 'sandbox') return { customerCreation: sandboxCreation({ customers, newId, clock }) }
  if (partnerCenterUrl === undefined) return {}
  return {
    customerCreation: forwardedCreation({
      forwarder: createForwarder({ url: partnerCenterUrl }),
      customers,
      readCreated,
      clock
    })
  }
}

/** Orders go to the sandbox's own store, or to Partner Center where the operator says so. */
function backendOf ({ mode, partnerCenterUrl }: Config, database: Database): TransactionBackend {
  if (mode === 'sandbox') return sandboxCommerce(sandboxCommerceRepository(database), newId)
  return partnerCenterUrl === undefined
    ? noBackend
    : forwarding({ url: partnerCenterUrl, purchases: purchaseRepository(database), newId })
}

/** The programme, as the operator's file changes it. Throws a ConfigurationError that names every bad line of it. */
async function programmeOf ({ orderGateProgramme: file }: Config): Promise<readonly ProgrammeRule[]> {
  if (file === undefined) return programme
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError([`ORDER_GATE_PROGRAMME: ${file} cannot be read (${error.code ?? 'unknown'}).`])
  })
  try {
    return readProgramme(text)
  } catch (error) {
    if (error instanceof ConfigurationError) {
      throw new ConfigurationError(error.problems.map(fault => `${file} (ORDER_GATE_PROGRAMME), ${fault}`))
    }
    throw error
  }
}
