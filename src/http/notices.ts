import type { FastifyReply } from 'fastify'
import { logOf } from './request-log.js'

/** Carries what the service did other than the request's words say. Ours: Partner Center stays silent about it. */
export const noticeHeader = 'Partner-Agreements-Notice'

/** Says it to the client, in the header, and to the operator, in the log. Never personal data. */
export function sendNotices (reply: FastifyReply, notices: readonly string[]): void {
  if (notices.length === 0) return
  reply.header(noticeHeader, notices.join('; '))
  logOf(reply.request).info({ notices }, 'answered with a notice')
}
