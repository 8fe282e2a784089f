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
import { readyContent, sendReady } from '../../http/prebuilt-content.js'
import { logOf } from '../../http/request-log.js'
import { sendPage, errorPage, viewFor } from './views/send-page.js'
import { parseEntry, type Entry } from './entry.js'
import { installForms, isOwnForm, largestForm, largestSignIn, pageHeaders } from './guard.js'
import { offerEntryOf, offerHandlers } from './offer/offer-handlers.js'
import type { AcceptancePageOptions } from './page-options.js'
import { recordHandlers } from './evidence/record-handlers.js'
import { PageError } from './page-error.js'
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
  installErrorPages(app, options, sessions)

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
  const reject = (_request: FastifyRequest, reply: FastifyReply): void => {
    reply.header('allow', allowed.join(', '))
    throw new WrongMethod('unreadable')
  }
  app.route({
    method: app.supportedMethods.filter(method => !allowed.includes(method)),
    url,
    schema,
    onRequest: reject,
    handler: reject
  })
}

class WrongMethod extends PageError {
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
        ? new PageError('formInvalid')
        : undefined
    )
  })
}

/** Makes this scope respond to errors with pages, which say no more than the kind of the error. */
function installErrorPages (
  app: FastifyInstance,
  { publicUrl, identityClient, limiters }: AcceptancePageOptions,
  sessions: Sessions
): void {
  app.setErrorHandler(async (given, request, reply) => {
    const error = isWrongLink(given, request) ? await countWrongLink(given, request, limiters?.attempts) : given
    // Checks of the whole service reject requests before the hook that sets these headers.
    reply.headers(pageHeaders(identityClient?.authority))
    const apiError = error instanceof PageError ? undefined : toApiError(error)
    const pageError = error instanceof PageError ? error : pageErrorOf(error, request)
    if (apiError !== undefined) {
      reply.headers(apiError.details.headers ?? {})
      logApiError(request, apiError)
    } else if (pageError.status === 503) {
      logOf(request).error({ pageError: pageError.kind, err: pageError.cause }, 'request failed')
    }
    // The session is not read if the database may be unavailable, nor for requests over the limit.
    const readsSession = apiError === undefined || !isTooManyRequests(apiError)
    const session = readsSession ? await sessions.read(request).catch(() => undefined) : undefined
    const view = viewFor(request, publicUrl, session, pageError.language)
    return await sendPage(reply, statusOf(error, pageError), errorPage(view, pageError, entryFor(request, pageError)))
  })
  app.setNotFoundHandler(
    async (request, reply) =>
      await sendPage(
        reply,
        404,
        errorPage(viewFor(request, publicUrl, await sessions.read(request)), new PageError('badLink'), undefined)
      )
  )
}

function isTooManyRequests ({ name }: ApiError): boolean {
  return name === 'TooManyRequests' || name === 'ServiceOverloaded'
}

/** Whether a request had the link of an unknown invitation. */
function isWrongLink (error: unknown, { params }: FastifyRequest): boolean {
  return error instanceof PageError && error.kind === 'badLink' && (params as { token?: string }).token !== undefined
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

function pageErrorOf (error: unknown, request: FastifyRequest): PageError {
  const apiError = toApiError(error)
  const { status } = entryOf(apiError.name)
  if (status === 429 || status >= 500) request.errorName = apiError.name
  if (status === 429) return new PageError('tooManyRequests')
  if (status >= 500) return new PageError('unavailable', undefined, { cause: apiError.details.cause })
  return new PageError(status === 404 ? 'badLink' : 'unreadable')
}

function statusOf (error: unknown, pageError: PageError): number {
  return error instanceof PageError ? pageError.status : entryOf(toApiError(error).name).status
}

/** The entry of the request, to which signing in with another account leads back. */
function entryFor (request: FastifyRequest, { kind, about }: PageError): Entry | undefined {
  if (kind === 'signInFailed') return (about === undefined ? undefined : parseEntry(about)) ?? { kind: 'partners' }
  if (kind !== 'otherOrganization' && kind !== 'notAdministrator') return undefined
  try {
    return offerEntryOf(request)
  } catch {
    return { kind: 'partners' }
  }
}
