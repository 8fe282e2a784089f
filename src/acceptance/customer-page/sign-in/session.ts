import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { JWTPayload } from 'jose'
import { parseEntry, pathOf, type Entry } from '../entry.js'
import type { Seal } from './seal.js'
import type { SignedIn, SignInChecks } from './sign-in.js'
import { cookieHash, type SpentCookies } from '../spent-cookies.js'

/** Somebody who signed in, and the secret that forms of this session carry. */
export interface Session extends SignedIn {
  readonly formKey: string
  readonly expiresAt: Date
}

/** A sign-in under way in this browser. */
export interface Attempt extends SignInChecks {
  readonly entry: Entry
  readonly language: string | undefined
  /** Whether the session is to last {@link longSessionSeconds}. */
  readonly stay: boolean
}

/** An attempt as it came back in its cookie. */
export interface OpenAttempt extends Attempt {
  readonly expiresAt: Date
}

// Browsers take the prefix only with Secure, for this host alone, and on https or this machine.
const sessionCookie = '__Host-acceptance'
const attemptCookie = '__Host-acceptance-sign-in'
const options = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

/** How long somebody stays signed in, in seconds. */
const sessionSeconds = 30 * 60
/** The same for who chose it before signing in: WCAG 2.2, success criterion 2.2.1, wants ten times as much to be possible. */
export const longSessionSeconds = 8 * 60 * 60
const attemptSeconds = 15 * 60

/**
 * The page's two cookies. All that the page remembers is in them, under encryption; the server keeps only which ones must
 * not be used again.
 */
export function sessions (seal: Seal, spent: SpentCookies, clock: () => Date) {
  // A request looks at its session in several places: only the first one asks the database.
  const known = new WeakMap<FastifyRequest, Promise<Session | undefined>>()

  async function readSession (request: FastifyRequest): Promise<Session | undefined> {
    // A request that is rejected early has no cookies read yet, whatever their type says.
    const cookies = request.cookies as FastifyRequest['cookies'] | null
    const content = await seal.open('session', cookies?.[sessionCookie], clock())
    if (content === undefined) return undefined
    const session = { ...content as unknown as Session, signedInAt: new Date(content['signedInAt'] as string), expiresAt: expiryOf(content) }
    return await spent.isSpent(sessionHash(session)) ? undefined : session
  }

  async function read (request: FastifyRequest): Promise<Session | undefined> {
    const reading = known.get(request) ?? readSession(request)
    known.set(request, reading)
    return await reading
  }

  async function spend (session: Session | undefined): Promise<void> {
    if (session !== undefined) await spent.spend(sessionHash(session), session.expiresAt)
  }

  return {
    /** Who is signed in; `undefined` for a cookie that has expired, was altered or was signed out of. */
    read,
    /**
     * Makes a session of an attempt to sign in, and ends the session that this browser had before. `false`, and nothing
     * begun, for an attempt that made a session before.
     */
    async begin (request: FastifyRequest, reply: FastifyReply, who: SignedIn, attempt: OpenAttempt): Promise<boolean> {
      await spend(await read(request))
      if (!await spent.spend(cookieHash('sign-in', attempt.state), attempt.expiresAt)) return false
      const seconds = attempt.stay ? longSessionSeconds : sessionSeconds
      const sealed = await seal.close('session', { ...who, formKey: randomBytes(32).toString('base64url') }, seconds, clock())
      reply.setCookie(sessionCookie, sealed, { ...options, maxAge: seconds }).clearCookie(attemptCookie, options)
      return true
    },
    /** Ends a session, in every browser that has its cookie; durable when it resolves. */
    async end (reply: FastifyReply, session: Session | undefined): Promise<void> {
      await spend(session)
      reply.clearCookie(sessionCookie, options)
    },
    async readAttempt (request: FastifyRequest): Promise<OpenAttempt | undefined> {
      const content = await seal.open('sign-in', request.cookies[attemptCookie], clock())
      const entry = content && parseEntry(content['entry'] as string)
      return entry && {
        ...content as unknown as SignInChecks,
        entry,
        language: content['language'] as string | undefined,
        stay: content['stay'] === true,
        expiresAt: expiryOf(content)
      }
    },
    async beginAttempt (reply: FastifyReply, { entry, language, stay, ...checks }: Attempt): Promise<void> {
      const content = { ...checks, stay, entry: pathOf(entry), ...(language === undefined ? {} : { language }) }
      reply.setCookie(attemptCookie, await seal.close('sign-in', content, attemptSeconds, clock()), { ...options, maxAge: attemptSeconds })
    }
  }
}

// The key of a session's forms is its secret.
function sessionHash ({ formKey }: Session): Buffer {
  return cookieHash('session', formKey)
}

function expiryOf ({ exp = 0 }: JWTPayload): Date {
  return new Date(exp * 1000)
}

/** {@link sessions}' promise. */
export type Sessions = ReturnType<typeof sessions>

/** Whether a form carries its session's secret; compared without telling how much of it is right. */
export function hasFormKey (session: Session, given: string | undefined): boolean {
  const [wanted, got] = [Buffer.from(session.formKey), Buffer.from(given ?? '')]
  return wanted.length === got.length && timingSafeEqual(wanted, got)
}
