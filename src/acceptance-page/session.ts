import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseEntry, pathOf, type Entry } from './entry.js'
import type { Seal } from './seal.js'
import type { SignedIn, SignInChecks } from './sign-in.js'

/** Somebody who signed in, and the secret that forms of this session carry. */
export interface Session extends SignedIn {
  readonly formKey: string
}

/** A sign-in under way in this browser. */
export interface Attempt extends SignInChecks {
  readonly entry: Entry
  readonly language: string | undefined
  /** Whether it is to last {@link longSessionSeconds}. */
  readonly stay: boolean
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

/** The page's two cookies; all that it remembers is in them, under encryption. */
export function sessions (seal: Seal, clock: () => Date) {
  async function open (request: FastifyRequest): Promise<Session | undefined> {
    // A request that is rejected early has no cookies read yet, whatever their type says.
    const cookies = request.cookies as FastifyRequest['cookies'] | null
    const content = await seal.open('session', cookies?.[sessionCookie], clock())
    if (content === undefined) return undefined
    return { ...content as unknown as Session, signedInAt: new Date(content['signedInAt'] as string) }
  }

  const opened = new WeakMap<FastifyRequest, Promise<Session | undefined>>()

  return {
    /** The session of a request. Opened once a request, however often it is asked for. */
    read (request: FastifyRequest): Promise<Session | undefined> {
      const session = opened.get(request) ?? open(request)
      opened.set(request, session)
      return session
    },
    async begin (reply: FastifyReply, who: SignedIn, stay: boolean): Promise<void> {
      const seconds = stay ? longSessionSeconds : sessionSeconds
      const sealed = await seal.close('session', { ...who, formKey: randomBytes(32).toString('base64url') }, seconds, clock())
      reply.setCookie(sessionCookie, sealed, { ...options, maxAge: seconds }).clearCookie(attemptCookie, options)
    },
    end (reply: FastifyReply): void {
      reply.clearCookie(sessionCookie, options)
    },
    async readAttempt (request: FastifyRequest): Promise<Attempt | undefined> {
      const content = await seal.open('sign-in', request.cookies[attemptCookie], clock())
      const entry = content && parseEntry(content['entry'] as string)
      return entry && { ...content as unknown as SignInChecks, entry, language: content['language'] as string | undefined, stay: content['stay'] === true }
    },
    async beginAttempt (reply: FastifyReply, { entry, language, stay, ...checks }: Attempt): Promise<void> {
      const content = { ...checks, stay, entry: pathOf(entry), ...(language === undefined ? {} : { language }) }
      reply.setCookie(attemptCookie, await seal.close('sign-in', content, attemptSeconds, clock()), { ...options, maxAge: attemptSeconds })
    }
  }
}

/** {@link sessions}' promise. */
export type Sessions = ReturnType<typeof sessions>

/** Whether a form carries its session's secret; compared without telling how much of it is right. */
export function hasFormKey (session: Session, given: string | undefined): boolean {
  const [wanted, got] = [Buffer.from(session.formKey), Buffer.from(given ?? '')]
  return wanted.length === got.length && timingSafeEqual(wanted, got)
}
