import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP, type AddressInfo } from 'node:net'
import closeWithGrace from 'close-with-grace'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { acceptanceStatusRepository } from './acceptance-status/repository.js'
import { acceptanceRepository } from './acceptance-page/repository.js'
import type { IdentityClient } from './acceptance-page/sign-in.js'
import { agreementDocumentRepository } from './agreement-documents/repository.js'
import { buildApp } from './app.js'
import { ConfigurationError, type Config } from './config.js'
import { customerAgreementRepository } from './customer-agreements/repository.js'
import { customerRepository } from './customers/repository.js'
import { connectDatabase, type Database } from './database/connect.js'
import { databaseFaults } from './database/guard.js'
import { programme, type ProgrammeRule } from './domain/programme.js'
import { directSignStatusRepository } from './direct-sign-status/repository.js'
import type { Environment } from './environment-reader.js'
import { readFitConfig } from './fit-config.js'
import { forwarding } from './forwarding/backend.js'
import { createForwarder } from './forwarding/forwarder.js'
import { purchaseRepository } from './forwarding/repository.js'
import { createLogger } from './http/logger.js'
import { localSigningKeys } from './http/signing-keys.js'
import { createTokenVerifier } from './http/token-verifier.js'
import { entraIssuers, entraKeys } from './http/entra.js'
import { invitationRepository } from './invitations/repository.js'
import { smtpSender } from './invitations/smtp.js'
import { orderGateRepository } from './order-gate/repository.js'
import { readProgramme } from './order-gate/programme-file.js'
import { packageVersion } from './package-files.js'
import { partnerAgreementRepository } from './partner-agreement-status/repository.js'
import { partnerRepository } from './partners/repository.js'
import { banner } from './sandbox/banner.js'
import { prepareSandbox, type PreparedSandbox } from './sandbox/prepare.js'
import { sandboxCommerce } from './sandbox-commerce/backend.js'
import { sandboxCommerceRepository } from './sandbox-commerce/repository.js'
import { acceptancePageClient } from './sandbox/sign-in/authorization-request.js'
import { customerUserRepository } from './sandbox/sign-in/repository.js'
import { createTokenIssuer } from './sandbox/token-issuer.js'
import { noBackend, type TransactionBackend } from './transactions/transaction-backend.js'

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
    const database = await connectDatabase({ url: sandbox?.databaseUrl ?? config.databaseUrl as string, onError: error => logger.warn({ err: error }, 'database connection lost') })
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
  const server = await startServer(await readFitConfig(environment), print)
  closeWithGrace({ delay: 9_000, logger: false }, async ({ err }) => {
    if (err !== undefined) print(`Stopping after an unexpected error: ${err.stack ?? err.message}`)
    await server.stop()
  })
}

async function refuseUnfit (database: Database): Promise<void> {
  const faults = await databaseFaults(database.kysely)
  if (faults.length > 0) throw new ConfigurationError(faults)
}

async function listen (config: Config, database: Database, sandbox: PreparedSandbox | undefined, logger: FastifyBaseLogger, print: (text: string) => void): Promise<RunningServer> {
  let stopping = false
  const mailsEnd = new AbortController()
  let url = config.publicUrl ?? `http://${config.host}:${config.port}`
  const publicUrl = () => url
  const partners = partnerRepository(database)
  const issuer = sandbox && createTokenIssuer({ privateJwk: sandbox.keys.issuer, clock, newId })
  const isRegistered = async (tenantId: string) => await partners.find(tenantId) !== undefined
  const localKeys = issuer && localSigningKeys(issuer.jwks)
  const remoteKeys = entraKeys({
    authority: config.entraAuthority,
    clock,
    onFailure: (tenant, reason) => logger.warn({ tenant, reason }, 'signing keys could not be fetched')
  })
  const verifier = () => createTokenVerifier({
    issuers: issuer === undefined ? entraIssuers(config.entraAuthority) : [`${url}/{tenantid}/`],
    audiences: config.audiences,
    keysOf: tenantId => localKeys ?? remoteKeys(tenantId),
    isRegistered
  })
  let verifyToken = verifier()
  const app: FastifyInstance = await buildApp({
    ...config,
    partners,
    customers: customerRepository(database),
    customerAgreements: customerAgreementRepository(database),
    documents: agreementDocumentRepository(database),
    directSignStatus: directSignStatusRepository(database),
    partnerAgreements: partnerAgreementRepository(database),
    orderGate: orderGateRepository(database),
    invitations: invitationRepository(database),
    acceptanceStatus: acceptanceStatusRepository(database),
    ...(config.smtp === undefined ? {} : { mailSender: smtpSender({ ...config.smtp, stopping: mailsEnd.signal }) }),
    acceptances: acceptanceRepository(database),
    ...identityClientOf(config, publicUrl, () => `http://${authorityOf(app.server.address() as AddressInfo)}`),
    transactions: backendOf(config, database),
    ...(config.partnerCenterUrl === undefined ? {} : { partnerCenter: createForwarder({ url: config.partnerCenterUrl }) }),
    environment: config.mode,
    programme: await programmeOf(config),
    verifyToken: (authorization, now) => verifyToken(authorization, now),
    ...(issuer === undefined ? {} : { issuer, customerUsers: customerUserRepository(database) }),
    clock,
    newId,
    publicUrl,
    linkSigningKey: config.linkSigningKey ?? Buffer.from(sandbox?.keys.linkSigning ?? '', 'base64'),
    version: await packageVersion(),
    isReady: async () => !stopping && await database.isReachable(),
    shedsLoad: true,
    logger
  })
  // By its name it would be whichever address the machine names first, which clients of the other one do not reach.
  await app.listen({ host: config.host === 'localhost' ? '127.0.0.1' : config.host, port: config.port })
  if (config.publicUrl === undefined) {
    url = `http://${authorityOf({ ...app.server.address() as AddressInfo, ...isIP(config.host) === 0 && { address: config.host } })}`
    verifyToken = verifier()
  }
  if (sandbox !== undefined) print(banner(url, sandbox.keptIn))
  else logger.info({ url }, 'listening')
  return {
    url,
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

/** Host and port to reach a listening server by, on this machine: no browser goes to 0.0.0.0. */
function authorityOf ({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  if (address === '0.0.0.0' || address === '::') return `127.0.0.1:${port}`
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** Customers sign in at Entra ID, or in the sandbox at the service itself. */
function identityClientOf ({ mode, entraAuthority, acceptanceClient }: Config, publicUrl: () => string, ownUrl: () => string): { identityClient?: IdentityClient } {
  if (mode === 'sandbox') {
    // PUBLIC_URL may be a proxy's, or a mapped port's, which lead here from outside alone.
    const reachItself = async (url: string, init: RequestInit) => await fetch(url.replace(publicUrl(), ownUrl()), init)
    return { identityClient: { clientId: acceptancePageClient.clientId, clientSecret: acceptancePageClient.secret, authority: publicUrl, fetch: reachItself } }
  }
  return acceptanceClient === undefined ? {} : { identityClient: { ...acceptanceClient, authority: () => entraAuthority } }
}

/** Orders go to the sandbox's own store, or to Partner Center where the operator says so. */
function backendOf ({ mode, partnerCenterUrl }: Config, database: Database): TransactionBackend {
  if (mode === 'sandbox') return sandboxCommerce(sandboxCommerceRepository(database), newId)
  return partnerCenterUrl === undefined ? noBackend : forwarding({ url: partnerCenterUrl, purchases: purchaseRepository(database), newId })
}

/** The programme, as the operator's file changes it. Throws a ConfigurationError that names every bad line of it. */
async function programmeOf ({ orderGateProgramme: file }: Config): Promise<readonly ProgrammeRule[]> {
  if (file === undefined) return programme
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => { throw new ConfigurationError([`ORDER_GATE_PROGRAMME: ${file} cannot be read (${error.code ?? 'unknown'}).`]) })
  try {
    return readProgramme(text)
  } catch (error) {
    if (error instanceof ConfigurationError) throw new ConfigurationError(error.faults.map(fault => `${file} (ORDER_GATE_PROGRAMME), ${fault}`))
    throw error
  }
}
