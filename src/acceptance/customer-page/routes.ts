import cookie from '@fastify/cookie'
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod
} from 'fastify'
import { entryOf } from '../../errors/catalogue.js'
import type { ApiError } from '../../errors/api-error.js'
import { logApiError, toApiError } from '../../http/error-handler.js'
import type { RateLimiters } from '../../http/rate-limits.js'
import { readyContent, sendReady } from '../../http/ready-content.js'
import { logOf } from '../../http/request-log.js'
import { answer, refusalPage, viewFor } from './views/answers.js'
import { parseEntry, type Entry } from './entry.js'
import { installForms, isOwnForm, largestForm, largestSignIn, pageHeaders } from './guard.js'
import { offerEntryOf, offerHandlers } from './offer/offer-handlers.js'
import type { AcceptancePageOptions } from './page-options.js'
import { recordHandlers } from './evidence/record-handlers.js'
import { Refusal } from './refusal.js'
import { createSeal } from './sign-in/seal.js'
import { sessions as createSessions, type Sessions } from './sign-in/session.js'
import { signInHandlers } from './sign-in/sign-in-handlers.js'
import { style } from './views/style.js'

const styleSheet = readyContent('text/css; charset=utf-8', style)

/** The customer's page (R19 to R25), below the prefix that it is registered with. */
export const acceptancePageRoutes: FastifyPluginAsync<AcceptancePageOptions> = async (app, options) => {
  const seal = createSeal(options.linkSigningKey)
  const sessions = createSessions(seal, options.acceptances, options.clock)
  const wired = { ...options, seal, sessions }
  await app.register(cookie)
  installForms(app)
  installGuard(app, options)
  installRefusals(app, options, sessions)

  const offers = offerHandlers(wired)
  const records = recordHandlers(wired)
  const signIns = signInHandlers(wired)
  const attempts = options.limiters?.attempts
  route(app, '/style.css', { get: (request, reply) => sendReady(request, reply, styleSheet, 'public, max-age=3600') })
  route(app, '/sign-in', { post: signIns.begin, first: attempts?.count, largest: largestSignIn })
  route(app, '/signed-in', { get: signIns.finish, first: attempts?.count })
  route(app, '/sign-out', { post: signIns.end, beforePost: signIns.beforeEnd, largest: largestSignIn })
  route(app, '/partners', { get: records.partners })
  route(app, '/partners/:partnerId', { get: records.partner })
  route(app, '/confirmations/:referenceId', { get: records.confirmation })
  route(app, '/documents/:documentId', { get: records.document })
  route(app, '/relationship', { get: offers.get, post: offers.post, beforePost: offers.beforePost })
  route(app, '/:token', { get: offers.get, post: offers.post, first: attempts?.check, beforePost: offers.beforePost })
}

interface PathMethods {
  readonly get?: RouteHandlerMethod
  readonly post?: RouteHandlerMethod
  /** Runs before everything else on this path. */
  readonly first?: onRequestAsyncHookHandler | undefined
  /** Runs before the body of a POST is read, and rejects requests whose body need not be read. */
  readonly beforePost?: onRequestAsyncHookHandler
  /** The maximum size of a POST's body, in bytes. */
  readonly largest?: number
}

/**
 * Adds a path with its methods. Other methods get a page and an Allow header. The OpenAPI document has none of them.
 */
function route (
  app: FastifyInstance,
  url: string,
  { get, post, first, beforePost, largest = largestForm }: PathMethods
): void {
  const schema = { hide: true }
  const hooks = [first ?? []].flat()
  if (get !== undefined) app.get(url, { schema, onRequest: hooks }, get)
  if (post !== undefined) {
    app.post(
      url,
      { schema, bodyLimit: largest, onRequest: [...hooks, ...(beforePost === undefined ? [] : [beforePost])] },
      post
    )
  }
  const allowed = [...(get === undefined ? [] : ['GET', 'HEAD']), ...(post === undefined ? [] : ['POST'])]
  const refuse = (_request: FastifyRequest, reply: FastifyReply): void => {
    reply.header('allow', allowed.join(', '))
    throw new WrongMethod('unreadable')
  }
  app.route({
    method: app.supportedMethods.filter(method => !allowed.includes(method)),
    url,
    schema,
    onRequest: refuse,
    handler: refuse
  })
}

class WrongMethod extends Refusal {
  override get status (): number {
    return 405
  }
}

function installGuard (app: FastifyInstance, { publicUrl, identityClient, limiters }: AcceptancePageOptions): void {
  if (limiters?.client !== undefined) app.addHook('onRequest', limiters.client)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(pageHeaders(identityClient?.authority))
    done(
      request.method === 'POST' && !request.is404 && !isOwnForm(request, publicUrl)
        ? new Refusal('formRefused')
        : undefined
    )
  })
}

/** Makes this scope respond to errors with pages, which say no more than the kind of the error. */
function installRefusals (
  app: FastifyInstance,
  { publicUrl, identityClient, limiters }: AcceptancePageOptions,
  sessions: Sessions
): void {
  app.setErrorHandler(async (given, request, reply) => {
    const error = isWrongLink(given, request) ? await countWrongLink(given, request, limiters?.attempts) : given
    // Checks of the whole service reject requests before the hook that sets these headers.
    reply.headers(pageHeaders(identityClient?.authority))
    const fault = error instanceof Refusal ? undefined : toApiError(error)
    const refusal = error instanceof Refusal ? error : refusalOf(error, request)
    if (fault !== undefined) {
      reply.headers(fault.details.headers ?? {})
      logApiError(request, fault)
    } else if (refusal.status === 503) {
      logOf(request).error({ fault: refusal.kind, err: refusal.cause }, 'refused')
    }
    // The session is not read if the database may be unavailable, nor for requests over the limit.
    const session =
      fault !== undefined && isOneTooMany(fault) ? undefined : await sessions.read(request).catch(() => undefined)
    const view = viewFor(request, publicUrl, session, refusal.language)
    return await answer(reply, statusOf(error, refusal), refusalPage(view, refusal, entryFor(request, refusal)))
  })
  app.setNotFoundHandler(
    async (request, reply) =>
      await answer(
        reply,
        404,
        refusalPage(viewFor(request, publicUrl, await sessions.read(request)), new Refusal('badLink'), undefined)
      )
  )
}

function isOneTooMany ({ name }: ApiError): boolean {
  return name === 'TooManyRequests' || name === 'ServiceOverloaded'
}

/** Whether a request had the link of an unknown invitation. */
function isWrongLink (error: unknown, { params }: FastifyRequest): boolean {
  return error instanceof Refusal && error.kind === 'badLink' && (params as { token?: string }).token !== undefined
}

/** Counts a wrong link. Resolves to its own error, or to the one about too many attempts. */
async function countWrongLink (
  error: unknown,
  request: FastifyRequest,
  attempts: RateLimiters['attempts']
): Promise<unknown> {
  try {
    await attempts?.count(request)
    return error
  } catch (tooMany) {
    return tooMany
  }
}

function refusalOf (error: unknown, request: FastifyRequest): Refusal {
  const fault = toApiError(error)
  const { status } = entryOf(fault.name)
  if (status === 429 || status >= 500) request.errorName = fault.name
  if (status === 429) return new Refusal('tooManyRequests')
  if (status >= 500) return new Refusal('unavailable', undefined, { cause: fault.details.cause })
  return new Refusal(status === 404 ? 'badLink' : 'unreadable')
}

function statusOf (error: unknown, refusal: Refusal): number {
  return error instanceof Refusal ? refusal.status : entryOf(toApiError(error).name).status
}

/** The entry of the request, to which signing in with another account leads back. */
function entryFor (request: FastifyRequest, { kind, about }: Refusal): Entry | undefined {
  if (kind === 'signInFailed') return (about === undefined ? undefined : parseEntry(about)) ?? { kind: 'partners' }
  if (kind !== 'otherOrganization' && kind !== 'notAdministrator') return undefined
  try {
    return offerEntryOf(request)
  } catch {
    return { kind: 'partners' }
  }
}
