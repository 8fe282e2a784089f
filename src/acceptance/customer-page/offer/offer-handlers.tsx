import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageLanguage } from '../../../domain/acceptance/page-language.js'
import { clientAddress } from '../../../http/client-address.js'
import { parameter, type Query } from '../../../http/query.js'
import { sendPage, languageOf, errorPage, viewFor } from '../views/send-page.js'
import { isToken, pathOf, relationshipEntry, type Entry } from '../entry.js'
import { CountryPage, SignInPage } from '../views/notice-pages.js'
import { invitationTokenHash } from '../../invitation-token.js'
import { invitedOffer, isOpen, requestedOffer, type Offer } from './offer.js'
import { consentOf, OfferPage } from './offer-page.js'
import type { AcceptancePageOptions } from '../page-options.js'
import { boxes, contentOf, problemsOf, type FormContent, type FormProblems, type SentForm } from './read-form.js'
import { acceptanceOf, type Origin, type Shown } from '../evidence/record.js'
import { PageError } from '../page-error.js'
import type { Seal } from '../sign-in/seal.js'
import { hasFormKey, longSessionSeconds, type Session, type Sessions } from '../sign-in/session.js'

type OfferEntry = Extract<Entry, { kind: 'invitation' | 'relationship' }>

/** The pages of an offer: of an invitation, or of a relationship request without invitation. */
export function offerHandlers (options: AcceptancePageOptions & { readonly sessions: Sessions, readonly seal: Seal }) {
  const { acceptances, clock, sessions, seal, publicUrl } = options

  async function offerFor (request: FastifyRequest, entry: OfferEntry, who: Session): Promise<Offer | 'country'> {
    if (entry.kind === 'invitation') return await invitedOffer(options, entry.token, who)
    return await requestedOffer(options, entry, who, parameter(request.query, 'country'), languageOf(request))
  }

  /** The page before signing in: a valid link asks to sign in, and all other links get the same page. */
  async function beforeSignIn (request: FastifyRequest, reply: FastifyReply, entry: OfferEntry): Promise<FastifyReply> {
    const invitation =
      entry.kind === 'invitation' ? await acceptances.findInvitation(invitationTokenHash(entry.token)) : undefined
    if (entry.kind === 'invitation' && (invitation === undefined || !isOpen(invitation, clock()))) {
      throw new PageError('badLink')
    }
    return await sendPage(
      reply,
      200,
      <SignInPage
        view={viewFor(request, publicUrl, undefined, invitation?.language, queryOf(entry, request))}
        entry={entry}
      />
    )
  }

  async function show (
    request: FastifyRequest,
    reply: FastifyReply,
    entry: OfferEntry,
    session: Session
  ): Promise<FastifyReply> {
    const offer = await offerFor(request, entry, session)
    if (offer === 'country') {
      const { searchParams } = new URL(pathOf(entry), publicUrl)
      return await sendPage(
        reply,
        200,
        <CountryPage
          view={viewFor(request, publicUrl, session, undefined, queryOf(entry))}
          fields={Object.fromEntries(searchParams)}
        />
      )
    }
    const { invitation } = offer
    const now = clock()
    // If the invitation names no customer, every customer that opens it is recorded: each may be the invited one.
    if (invitation?.openedAt === null || invitation?.customerId === null) {
      await acceptances.open(invitation.invitationId, session.tenantId, now)
    }
    const shown = { openedAt: invitation?.openedAt ?? now, partners: partnersIn(offer) }
    const { firstName, lastName, email, phoneNumber } = session
    const content = {
      texts: { company: offer.companyName, firstName, lastName, email, phoneNumber },
      ticked: { relationship: false, agreement: false }
    }
    return await drawForm(request, reply, 200, { entry, session, offer, shown, content, problems: {} })
  }

  interface Form {
    entry: OfferEntry
    session: Session
    offer: Offer
    shown: Shown
    content: FormContent
    problems: FormProblems
    language?: PageLanguage
  }

  async function drawForm (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    { entry, session, offer, shown, content, problems, language }: Form
  ): Promise<FastifyReply> {
    const view = viewFor(request, publicUrl, session, language ?? offer.invitation?.language, queryOf(entry, request))
    // As long as the longest session, because a form is valid only in the session that its key names.
    const sealed = await seal.close(
      'form',
      {
        ...shown,
        path: pathOf(entry),
        formKey: session.formKey,
        documentId: offer.document.documentId,
        language: view.language
      },
      longSessionSeconds,
      clock()
    )
    return await sendPage(
      reply,
      status,
      <OfferPage
        view={view}
        offer={offer}
        content={content}
        problems={problems}
        formKey={session.formKey}
        shown={sealed}
      />
    )
  }

  /** Returns what the form showed. Throws a {@link PageError} unless it belongs to this session and offer. */
  async function shownBy (
    form: SentForm,
    entry: OfferEntry,
    session: Session,
    offer: Offer
  ): Promise<Shown & { language: PageLanguage }> {
    const sealed = await seal.open('form', form.get('shown'), clock())
    if (
      sealed?.['path'] !== pathOf(entry) ||
      sealed['formKey'] !== session.formKey ||
      sealed['documentId'] !== offer.document.documentId
    ) {
      throw new PageError('formInvalid')
    }
    const { openedAt, partners, language } = sealed as unknown as {
      openedAt: string
      partners: Shown['partners']
      language: PageLanguage
    }
    return { openedAt: new Date(openedAt), partners, language }
  }

  async function accept (
    request: FastifyRequest,
    reply: FastifyReply,
    form: SentForm,
    entry: OfferEntry,
    session: Session,
    offer: Offer
  ): Promise<FastifyReply> {
    const { language, ...shown } = await shownBy(form, entry, session, offer)
    const content = contentOf(form)
    const problems = problemsOf(content, { company: offer.isNewCustomer, relationship: offer.asksRelationship })
    if (Object.keys(problems).length > 0) {
      return await drawForm(request, reply, 422, { entry, session, offer, shown, content, problems, language })
    }
    const consent = consentOf(offer, viewFor(request, publicUrl, session, language))
    const text = boxes.flatMap(box => consent[box] ?? []).join('\n')
    const referenceId = options.newId()
    const outcome = await acceptances.accept(
      acceptanceOf(offer, session, content, shown, { text, language }, originOf(request), referenceId, clock())
    )
    if (outcome === 'closed') {
      if (offer.invitation !== undefined) {
        await acceptances.recordUnavailable(offer.invitation.invitationId, session.tenantId, clock())
      }
      throw new PageError('closed', offer.partner.name)
    }
    if (outcome === 'accepted') {
      return await reply.redirect(`${publicUrl}/accept/confirmations/${referenceId}?lang=${language}`, 303)
    }
    // Another request was faster: the page says what it did, as for every later visitor.
    return await show(request, reply, entry, session)
  }

  async function decline (
    request: FastifyRequest,
    reply: FastifyReply,
    entry: OfferEntry,
    session: Session,
    { invitation, tokenSha256 }: Offer
  ): Promise<FastifyReply> {
    if (invitation === undefined || tokenSha256 === null) throw new PageError('formInvalid')
    const declined = await acceptances.decline(invitation.invitationId, tokenSha256, session.objectId, clock())
    if (!declined) return await show(request, reply, entry, session)
    return await sendPage(
      reply,
      200,
      errorPage(viewFor(request, publicUrl, session, invitation.language), new PageError('declined'), entry)
    )
  }

  async function post (request: FastifyRequest, reply: FastifyReply, entry: OfferEntry): Promise<FastifyReply> {
    const session = await sessions.read(request)
    const form = request.body as SentForm
    if (session === undefined || !hasFormKey(session, form.get('formKey'))) throw new PageError('formInvalid')
    const offer = await offerFor(request, entry, session)
    if (offer === 'country') throw new PageError('formInvalid')
    if (form.get('decision') === 'decline') return await decline(request, reply, entry, session, offer)
    if (form.get('decision') !== 'accept') throw new PageError('unreadable')
    return await accept(request, reply, form, entry, session, offer)
  }

  return {
    async get (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const entry = offerEntryOf(request)
      const session = await sessions.read(request)
      return session === undefined
        ? await beforeSignIn(request, reply, entry)
        : await show(request, reply, entry, session)
    },
    /** Rejects a POST without a session before its body is read. */
    async beforePost (request: FastifyRequest): Promise<void> {
      offerEntryOf(request)
      if ((await sessions.read(request)) === undefined) throw new PageError('formInvalid')
    },
    post: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      await post(request, reply, offerEntryOf(request))
  }
}

/** Reads the entry of a request's path and query. Throws a {@link PageError} if there is none. */
export function offerEntryOf (request: FastifyRequest): OfferEntry {
  const { token } = request.params as { token?: string }
  const entry =
    token === undefined
      ? relationshipEntry(request.query as Query)
      : isToken(token)
        ? { kind: 'invitation' as const, token }
        : undefined
  if (entry === undefined) throw new PageError('badLink')
  return entry
}

/** The part of the query that the page's links and forms repeat. */
function queryOf (entry: OfferEntry, request?: FastifyRequest): string {
  if (entry.kind === 'invitation') return ''
  const country = request && parameter(request.query, 'country')
  const countryQuery = country === undefined ? '' : `country=${encodeURIComponent(country)}&`
  return `${pathOf(entry).split('?')[1] ?? ''}&${countryQuery}`
}

function partnersIn ({ partner, partners }: Offer): Shown['partners'] {
  return [partner, ...partners.filter(({ id }) => id !== partner.id)]
}

function originOf (request: FastifyRequest): Origin {
  return { ip: clientAddress(request), userAgent: (request.headers['user-agent'] ?? '').slice(0, 512) }
}
