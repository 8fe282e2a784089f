import type { FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { pageLanguageOf, pageLanguages, type PageLanguage } from '../../../domain/acceptance/page-language.js'
import { parameter } from '../../../http/query.js'
import type { Entry } from '../entry.js'
import { BadLinkPage, NoticePage } from './notice-pages.js'
import type { PageError } from '../page-error.js'
import type { Session } from '../sign-in/session.js'
import { draw, viewOf, type View } from './view.js'

/** The language of a page: the chosen one, or that of the invitation, or that of the browser. */
export function languageOf (request: FastifyRequest, invited?: string): PageLanguage {
  const chosen = parameter(request.query, 'lang')
  if (chosen !== undefined) return pageLanguageOf(chosen)
  if (invited !== undefined) return pageLanguageOf(invited)
  const accepted = request.headers['accept-language'] ?? ''
  const tags = accepted.split(',', 20).map(part => part.split(';')[0]?.trim() ?? '')
  const known = tags.find(tag => pageLanguages.some(language => language === tag.toLowerCase().split('-')[0]))
  return pageLanguageOf(known ?? 'en')
}

/** Sends a page. */
export async function sendPage (reply: FastifyReply, status: number, page: VNode): Promise<FastifyReply> {
  return await reply.code(status).type('text/html; charset=utf-8').send(await draw(page))
}

/** The page about a rejected request. `entry` is where to sign in with another account. */
export function errorPage (view: View, { kind, about }: PageError, entry: Entry | undefined): VNode {
  const { words } = view
  switch (kind) {
    case 'badLink':
      return <BadLinkPage view={view} />
    case 'closed':
      return <NoticePage view={view} notice={{ title: words.closed.title, text: words.closed.text(about ?? '') }} />
    case 'accepted':
      return (
        <NoticePage
          view={view}
          notice={words.accepted}
          link={
            about === undefined
              ? undefined
              : { href: `${view.base}/accept/confirmations/${about}?lang=${view.language}`, label: words.accepted.open }
          }
        />
      )
    case 'otherOrganization':
    case 'notAdministrator':
    case 'signInFailed':
      return <NoticePage view={view} notice={words[kind]} again={entry} />
    case 'expired':
    case 'revoked':
    case 'declined':
    case 'noDocument':
    case 'formInvalid':
    case 'unavailable':
    case 'notConfigured':
    case 'tooManyRequests':
    case 'unreadable':
      return <NoticePage view={view} notice={words[kind]} />
  }
}

/** {@link viewOf} for a request. */
export function viewFor (
  request: FastifyRequest,
  publicUrl: string,
  session?: Session,
  invited?: string,
  query?: string
): View {
  return viewOf(languageOf(request, invited), publicUrl, session, query)
}
