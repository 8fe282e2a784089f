import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync } from 'fastify'
import { acceptanceStatusRoutes } from './acceptance/status/routes.js'
import type { AcceptanceRepository } from './acceptance/customer-page/repository.js'
import { acceptancePageRoutes } from './acceptance/customer-page/routes.js'
import type { IdentityClient } from './acceptance/customer-page/sign-in/sign-in.js'
import { agreementDocumentLinkRoutes, agreementDocumentRoutes } from './partner-center/agreement-documents/routes.js'
import { downloadLinks } from './partner-center/agreement-documents/download-link.js'
import type { AgreementDocumentRepository } from './partner-center/agreement-documents/repository.js'
import { agreementMetadataRoutes } from './partner-center/agreement-metadata/routes.js'
import type { CustomerAgreementRepository } from './partner-center/agreements/repository.js'
import { customerAgreementRoutes } from './partner-center/agreements/routes.js'
import type { CustomerRepository } from './partner-center/customers/repository.js'
import { customerRoutes } from './partner-center/customers/routes.js'
import { directSignStatusRoutes } from './partner-center/direct-sign-status/routes.js'
import type { Environment, ProgrammeRule } from './domain/programme.js'
import { createInstance } from './fastify-instance.js'
import { installErrorHandler } from './http/error-handler.js'
import type { CustomerCreation } from './partner-center/customers/customer-creation.js'
import { installApiDocument } from './http/api-document.js'
import { installAuthentication } from './http/authentication.js'
import { rejectAmbiguousHeaders } from './http/client-errors.js'
import { closeUnusedConnections } from './http/closing.js'
import type { ConnectionLimits } from './http/connection-limits.js'
import { healthRoutes } from './http/health.js'
import { watchMethods } from './http/methods.js'
import { shedLoad } from './http/overload.js'
import { createRateLimiters, type RateLimiters, type RateLimits } from './http/rate-limits.js'
import { installRequestIds, type NewId } from './http/request-ids.js'
import { installRequestLog } from './http/request-log.js'
import type { TokenVerdict } from './http/token-verifier.js'
import { notMirrored } from './partner-center/not-mirrored.js'
import { createOrderGate } from './order-gate/check-order-gate.js'
import type { OrderGateRepository } from './order-gate/repository.js'
import { orderGateRoutes } from './order-gate/routes.js'
import type { MailSender } from './acceptance/invitations/mail-sender.js'
import type { InvitationRepository } from './acceptance/invitations/repository.js'
import { invitationRoutes } from './acceptance/invitations/routes.js'
import type { PartnerAgreementRepository } from './partner-center/partner-agreement-status/repository.js'
import { partnerAgreementStatusRoutes } from './partner-center/partner-agreement-status/routes.js'
import type { CustomerRecords } from './records/customers.js'
import type { PartnerRepository } from './records/partners.js'
import { tokenExchangeRoutes } from './partner-center/tokens/routes.js'
import { transactionRoutes } from './partner-center/orders/routes.js'
import type { TransactionBackend } from './partner-center/orders/transaction-backend.js'

/** Everything the application needs from outside: it has no environment, clock or database of its own. */
export interface AppOptions {
  readonly partners: PartnerRepository
  readonly customers: CustomerRepository
  readonly customerAgreements: CustomerAgreementRepository
  readonly documents: AgreementDocumentRepository
  readonly customerRecords: CustomerRecords
  readonly partnerAgreements: PartnerAgreementRepository
  readonly orderGate: OrderGateRepository
  readonly invitations: InvitationRepository
  /** Sends invitations by mail. Without it, partners send them themselves. */
  readonly mailSender?: MailSender
  readonly acceptances: AcceptanceRepository
  /** Where customers sign in to the customer's page. Without it, they cannot sign in. */
  readonly identityClient?: IdentityClient
  /** Addresses or CIDR ranges of the proxies whose `X-Forwarded-*` headers are trusted. */
  readonly trustedProxies?: readonly string[]
  /** Carries out the orders that the order gate allows. */
  readonly transactions: TransactionBackend
  /** Creates customers. Without it, they cannot be created. */
  readonly customerCreation?: CustomerCreation
  readonly environment: Environment
  /** The rules of the order gate, with the times when they apply. */
  readonly programme: readonly ProgrammeRule[]
  readonly verifyToken: (authorization: string | undefined, now: Date) => Promise<TokenVerdict>
  /** Routes that issue tokens. Without it, Entra ID issues them. */
  readonly identityProvider?: FastifyPluginAsync<{ limiters: RateLimiters }>
  readonly clock: () => Date
  readonly newId: NewId
  readonly publicUrl: string
  readonly linkSigningKey: Uint8Array
  readonly roleClaim: string
  readonly requireMfa: boolean
  readonly duplicateStatus: 400 | 409
  readonly serverId: string
  readonly version: string
  readonly isReady: () => Promise<boolean>
  /** Limits of a connection that differ from the defaults. */
  readonly connectionLimits?: Partial<ConnectionLimits>
  /** Without it, the number of requests is not limited. */
  readonly rateLimits?: RateLimits
  /** How many requests of one partner are handled at the same time. Without it, the default applies. */
  readonly inFlight?: number
  /** Whether requests are rejected while the process is overloaded; by default they are not. */
  readonly shedsLoad?: boolean
  readonly logger?: FastifyBaseLogger
}

/** The options that differ between the sandbox and production. */
export type ModeParts = Pick<
  AppOptions,
  'verifyToken' | 'identityProvider' | 'identityClient' | 'transactions' | 'customerCreation' | 'linkSigningKey'
>

/** Builds the application. The result is ready to listen, or to receive requests by `inject`. */
export async function buildApp (options: AppOptions): Promise<FastifyInstance> {
  const app = createInstance(options)
  closeUnusedConnections(app)
  installErrorHandler(app, options)
  installRequestIds(app, options)
  rejectAmbiguousHeaders(app)
  installRequestLog(app)
  if (options.shedsLoad === true) await shedLoad(app)
  const rejectOtherMethods = watchMethods(app, notMirrored)
  const limiters = await createRateLimiters(app, options.rateLimits ?? { partner: 0, client: 0, attempts: 0 })
  await installApiDocument(app, options.version, limiters.client)

  const gate = createOrderGate(options)
  const links = downloadLinks(options.linkSigningKey, options.newId)
  await app.register(healthRoutes, options)
  await app.register(acceptancePageRoutes, { ...options, links, limiters, prefix: '/accept' })
  await app.register(async open => {
    if (limiters.client !== undefined) open.addHook('onRequest', limiters.client)
    await open.register(agreementDocumentLinkRoutes, { ...options, links })
    if (options.identityProvider !== undefined) await open.register(options.identityProvider, { limiters })
  })

  await app.register(async authenticated => {
    installAuthentication(authenticated, {
      ...options,
      limiters,
      findPartner: partnerId => options.partners.find(partnerId)
    })
    await authenticated.register(async v1 => {
      await v1.register(agreementMetadataRoutes, options)
      await v1.register(customerRoutes, options)
      await v1.register(customerAgreementRoutes, options)
      await v1.register(agreementDocumentRoutes, { ...options, links })
      await v1.register(directSignStatusRoutes, options)
      await v1.register(partnerAgreementStatusRoutes, options)
      await v1.register(transactionRoutes, {
        ...options,
        gate,
        hasRelationship: (partnerId, customerId) => options.customerAgreements.hasRelationship(partnerId, customerId)
      })
    }, { prefix: '/v1' })
    await authenticated.register(tokenExchangeRoutes, options)
    await authenticated.register(orderGateRoutes, {
      ...options,
      gate,
      lookup: options.transactions.lookup,
      prefix: '/order-gate/v1'
    })
    await authenticated.register(invitationRoutes, { ...options, prefix: '/acceptance/v1' })
    await authenticated.register(acceptanceStatusRoutes, { ...options, prefix: '/acceptance/v1' })
  })

  rejectOtherMethods()
  await app.ready()
  return app
}
