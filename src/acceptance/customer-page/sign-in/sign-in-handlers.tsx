import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '../../../http/query.js'
import { logOf } from '../../../http/request-log.js'
import { sendPage, viewFor } from '../views/send-page.js'
import { parseEntry, pathOf, type Entry } from '../entry.js'
import { NoticePage } from '../views/notice-pages.js'
import { invitationTokenHash } from '../../invitation-token.js'
import { isOpen } from '../offer/offer.js'
import type { AcceptancePageOptions } from '../page-options.js'
import type { SentForm } from '../offer/read-form.js'
import { PageError } from '../page-error.js'
import { hasFormKey, type Session, type Sessions } from './session.js'
import { createSignIn, ProviderAway, type SignIn } from './sign-in.js'

/** Signing in, coming back from it, and signing out. */
export function signInHandlers ({ acceptances, sessions, clock, publicUrl, identityClient }: AcceptancePageOptions & { readonly sessions: Sessions }) {
  const signIn = identityClient && createSignIn(identityClient, clock)
  const redirectUri = `${publicUrl}/accept/signed-in`
  const configured = (): SignIn => {
    if (signIn === undefined) throw new PageError('notConfigured')
    return signIn
  }

  /** The customer that an open invitation is for. */
  async function expectedTenant (entry: Entry): Promise<string | undefined> {
    const invitation = entry.kind === 'invitation' ? await acceptances.findInvitation(invitationTokenHash(entry.token)) : undefined
    return invitation !== undefined && isOpen(invitation, clock()) ? invitation.customerId ?? undefined : undefined
  }

  async function showSignedOut (request: FastifyRequest, reply: FastifyReply, session?: Session): Promise<FastifyReply> {
    await sessions.end(reply, session)
    const view = viewFor(request, publicUrl)
    return await sendPage(reply, 200, <NoticePage view={view} notice={view.words.signedOut} again={{ kind: 'partners' }} />)
  }

  return {
    async begin (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const form = request.body as SentForm
      const entry = parseEntry(form.get('entry') ?? '')
      if (entry === undefined) throw new PageError('badLink')
      const { url, checks } = await configured().begin(redirectUri, await expectedTenant(entry)).catch(orUnavailable)
      await sessions.beginAttempt(reply, { ...checks, entry, language: parameter(request.query, 'lang'), stay: form.get('stay') === 'yes' })
      return await reply.redirect(url.href, 303)
    },

    async finish (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const attempt = await sessions.readAttempt(request)
      if (attempt === undefined) throw new PageError('signInFailed')
      const callback = new URL(redirectUri + request.url.replace(/^[^?]*/, ''))
      const outcome = await configured().finish(callback, attempt, clock()).catch(orUnavailable)
      if ('problem' in outcome) {
        logOf(request).info({ problem: outcome.problem }, 'sign-in failed')
        throw new PageError('signInFailed', pathOf(attempt.entry))
      }
      if (!await sessions.begin(request, reply, outcome.who, attempt)) throw new PageError('signInFailed', pathOf(attempt.entry))
      const path = pathOf(attempt.entry)
      const language = attempt.language === undefined ? '' : `${path.includes('?') ? '&' : '?'}lang=${encodeURIComponent(attempt.language)}`
      return await reply.redirect(`${publicUrl}${path}${language}`, 303)
    },

    /** Answers before the body is read where there is no session to end: then nothing in the form matters. */
    async beforeEnd (request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (await sessions.read(request) === undefined) await showSignedOut(request, reply)
    },

    async end (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const session = await sessions.read(request)
      if (session !== undefined && !hasFormKey(session, (request.body as SentForm).get('formKey'))) throw new PageError('formInvalid')
      return await showSignedOut(request, reply, session)
    }
  }
}

function orUnavailable (error: unknown): never {
  throw error instanceof ProviderAway ? new PageError('unavailable', undefined, { cause: error.cause }) : error
}
