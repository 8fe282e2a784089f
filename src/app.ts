import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest
} from 'fastify'
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
import { installErrorHandler, sendError, toApiError } from './http/error-handler.js'
import type { CustomerCreation } from './partner-center/customers/customer-creation.js'
import { installApiDocument } from './http/api-document.js'
import { installAuthentication } from './http/authentication.js'
import { respondToUnreadable, rejectAmbiguousHeaders } from './http/client-errors.js'
import { closeUnusedConnections } from './http/closing.js'
import type { ConnectionLimits } from './http/connection-limits.js'
import { healthRoutes } from './http/health.js'
import { createHttpServer } from './http/http-server.js'
import { watchMethods } from './http/methods.js'
import { lazyCompilers } from './http/lazy-compilers.js'
import { shedLoad } from './http/overload.js'
import { parseQuery } from './http/query.js'
import { createRateLimiters, type RateLimiters, type RateLimits } from './http/rate-limits.js'
import { installRequestIds, setResponseHeaders, type NewId } from './http/request-ids.js'
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

/** Everything the application needs from outside, so that it knows no environment, clock or database of its own. */
export interface AppOptions {
  readonly partners: PartnerRepository
  readonly customers: CustomerRepository
  readonly customerAgreements: CustomerAgreementRepository
  readonly documents: AgreementDocumentRepository
  readonly customerRecords: CustomerRecords
  readonly partnerAgreements: PartnerAgreementRepository
  readonly orderGate: OrderGateRepository
  readonly invitations: InvitationRepository
  /** Mails invitations; absent: partners mail them themselves. */
  readonly mailSender?: MailSender
  readonly acceptances: AcceptanceRepository
  /** Where customers sign in to the acceptance page; absent: nowhere. */
  readonly identityClient?: IdentityClient
  /** Proxies, by address or CIDR, whose word on where a request came from is taken. */
  readonly trustedProxies?: readonly string[]
  /** Carries out the orders that the gate lets through. */
  readonly transactions: TransactionBackend
  /** Creates customers; absent: they cannot be created. */
  readonly customerCreation?: CustomerCreation
  readonly environment: Environment
  /** What the order gate requires, and when. */
  readonly programme: readonly ProgrammeRule[]
  readonly verifyToken: (authorization: string | undefined, now: Date) => Promise<TokenVerdict>
  /** Routes that issue tokens; absent where Entra ID does. */
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
  /** What differs from the usual limits of a connection. */
  readonly connectionLimits?: Partial<ConnectionLimits>
  /** Absent: no limit. */
  readonly rateLimits?: RateLimits
  /** How many requests of one partner are handled at the same time; absent: the usual number. */
  readonly inFlight?: number
  /** Whether requests are rejected while the process is overloaded. */
  readonly shedsLoad?: boolean
  readonly logger?: FastifyBaseLogger
}

/** Builds the application, ready to listen or to be injected into. */
export async function buildApp (options: AppOptions): Promise<FastifyInstance> {
  const app = createInstance(options)
  closeUnusedConnections(app)
  installErrorHandler(app, options)
  installRequestIds(app, options)
  rejectAmbiguousHeaders(app)
  installRequestLog(app)
  if (options.shedsLoad === true) await shedLoad(app)
  const refuseOtherMethods = watchMethods(app, notMirrored)
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

  refuseOtherMethods()
  await app.ready()
  return app
}

function createInstance (options: AppOptions): FastifyInstance {
  const app = fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    // The line of a request carries its ids itself, and others are rare (logOf): a child logger each would only cost.
    childLoggerFactory: logger => logger,
    trustProxy:
      options.trustedProxies === undefined || options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    requestIdHeader: false,
    genReqId: () => '',
    // A closing server answers what still arrives on open connections in the ordinary way.
    return503OnClosing: false,
    serverFactory: handler => createHttpServer(handler, options.connectionLimits),
    schemaController: { compilersFactory: lazyCompilers },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    routerOptions: {
      caseSensitive: false,
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      maxParamLength: 1024,
      querystringParser: parseQuery
    },
    clientErrorHandler: respondToUnreadable,
    // Before any hook ran: an unreadable target still gets the headers and the body of every other answer.
    frameworkErrors: (error, request, reply) => {
      if (isBelowPage(request.url)) return answerAsBadLink(request, reply)
      setResponseHeaders(request, reply, options)
      sendError(request, reply, toApiError(error), options)
    }
  }).withTypeProvider<TypeBoxTypeProvider>()

  /** Routes a link of the customer's page that is too long or cannot be decoded as one that names no invitation. */
  function answerAsBadLink ({ raw }: FastifyRequest, reply: FastifyReply): void {
    raw.url = raw.url?.replace(/^[^?#]*/, '/accept/-')
    app.routing(raw, reply.raw)
  }
  return app as unknown as FastifyInstance
}

function isBelowPage (url: string): boolean {
  return /^\/+accept\//i.test(url)
}
