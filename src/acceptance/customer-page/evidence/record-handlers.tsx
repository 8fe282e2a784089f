import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseGuid } from '../../../domain/guid.js'
import { parameter } from '../../../http/query.js'
import { sendPage, viewFor } from '../views/send-page.js'
import type { Entry } from '../entry.js'
import { SignInPage } from '../views/notice-pages.js'
import type { AcceptancePageOptions } from '../page-options.js'
import { ConfirmationPage, PartnerPage, PartnersPage } from './record-pages.js'
import { PageError } from '../page-error.js'
import type { Session, Sessions } from '../sign-in/session.js'

/** The pages about partners, confirmations and documents. All of them require an administrator. */
export function recordHandlers (options: AcceptancePageOptions & { readonly sessions: Sessions }) {
  const { acceptances, sessions, publicUrl, clock, links } = options

  /** Asks to sign in without a session, and calls `show` otherwise. */
  async function signedIn (
    request: FastifyRequest,
    reply: FastifyReply,
    entry: Entry,
    show: (session: Session) => Promise<FastifyReply>
  ): Promise<FastifyReply> {
    const session = await sessions.read(request)
    if (session === undefined) {
      return await sendPage(reply, 200, <SignInPage view={viewFor(request, publicUrl)} entry={entry} />)
    }
    if (!session.isAdministrator) throw new PageError('notAdministrator')
    return await show(session)
  }

  return {
    partners: async (request: FastifyRequest, reply: FastifyReply) =>
      await signedIn(request, reply, { kind: 'partners' }, async session => {
        const [customer, list] = await Promise.all([
          acceptances.findCustomer(session.tenantId),
          acceptances.listPartners(session.tenantId)
        ])
        return await sendPage(
          reply,
          200,
          <PartnersPage view={viewFor(request, publicUrl, session)} customer={customer} list={list} />
        )
      }),

    partner: async (request: FastifyRequest, reply: FastifyReply) =>
      await signedIn(request, reply, { kind: 'partners' }, async session => {
        const partnerId = parseGuid((request.params as { partnerId: string }).partnerId)
        const [customer, list] = await Promise.all([
          acceptances.findCustomer(session.tenantId),
          acceptances.listPartners(session.tenantId)
        ])
        const partner = list.find(({ id }) => id === partnerId)
        if (partner === undefined) throw new PageError('badLink')
        return await sendPage(
          reply,
          200,
          <PartnerPage view={viewFor(request, publicUrl, session)} customer={customer} partner={partner} />
        )
      }),

    confirmation: async (request: FastifyRequest, reply: FastifyReply) => {
      const referenceId = parseGuid((request.params as { referenceId: string }).referenceId)
      if (referenceId === undefined) throw new PageError('badLink')
      return await signedIn(request, reply, { kind: 'confirmation', referenceId }, async session => {
        const confirmation = await acceptances.findConfirmation(session.tenantId, {
          referenceId,
          objectId: session.objectId
        })
        if (confirmation === undefined) throw new PageError('badLink')
        return await sendPage(
          reply,
          200,
          <ConfirmationPage view={viewFor(request, publicUrl, session)} confirmation={confirmation} />
        )
      })
    },

    /**
     * Redirects to the document with a new link, because the page may have been open for longer than links are valid.
     */
    document: async (request: FastifyRequest, reply: FastifyReply) => {
      const { documentId } = request.params as { documentId: string }
      const session = await sessions.read(request)
      if (session === undefined || !/^\d{1,18}$/.test(documentId)) throw new PageError('badLink')
      const form = parameter(request.query, 'form') === 'download' ? 'download' : 'display'
      return await reply.redirect(
        `${publicUrl}/agreement-documents/${await links.sign({ documentId, form }, clock())}`,
        303
      )
    }
  }
}
