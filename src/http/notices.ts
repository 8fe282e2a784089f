import type { FastifyReply } from 'fastify'
import { logOf } from './request-log.js'

/** The header that says where the service deviated from the request. Partner Center has no such header. */
export const noticeHeader = 'Partner-Agreements-Notice'

/** Sends notices to the client in a header, and logs them for the operator. Notices must not contain personal data. */
export function sendNotices (reply: FastifyReply, notices: readonly string[]): void {
  if (notices.length === 0) return
  reply.header(noticeHeader, notices.join('; '))
  logOf(reply.request).info({ notices }, 'responded with a notice')
}
