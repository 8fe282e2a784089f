import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/api-error.js'
import type { SentForm } from './offer/read-form.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The largest form read, in bytes: every field at its longest, and a customer with many partners. Only after signing in. */
export const largestForm = 256 * 1024

/** The largest form that is read of a client without a session, in bytes. Anybody can have thousands of them held in memory. */
export const largestSignIn = 4 * 1024

/** Headers of every answer of the page. `authority` is where a form may lead after it was posted here: the sign-in. */
export function pageHeaders (authority: string | undefined): Readonly<Record<string, string>> {
  const forms = authority === undefined ? "'self'" : `'self' ${new URL(authority).origin}`
  return {
    'content-security-policy':
      `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${forms}; frame-ancestors 'none'; ` +
        'base-uri \'none\'',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-robots-tag': 'noindex, nofollow'
  }
}

/**
 * Whether a form was posted by this service's own page. Under `no-referrer` browsers say `Origin: null` of every form,
 * their own pages' too; then only Sec-Fetch-Site, which no page can forge, tells.
 */
export function isOwnForm ({ headers }: FastifyRequest, publicUrl: string): boolean {
  if (headers.origin === new URL(publicUrl).origin) return true
  return headers.origin === 'null' && headers['sec-fetch-site'] === 'same-origin'
}

/**
 * Reads the bodies of this scope as forms. Rejects other bodies and bytes that are not UTF-8, which `@fastify/formbody`
 * would replace. A missing body is an empty form, and a name that occurs twice counts as absent.
 */
export function installForms (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request: FastifyRequest, bytes: Buffer, done) => {
      try {
        done(null, formOf(utf8.decode(bytes)))
      } catch {
        done(new ApiError('RequestInvalid', { parameters: { problem: 'the form is not in UTF-8' } }))
      }
    }
  )
  // Fastify calls no parser for a request without a body.
  app.addHook('preValidation', (request, _reply, done) => {
    request.body ??= formOf('')
    done()
  })
}

function formOf (text: string): SentForm {
  const form = new Map<string, string>()
  const twice = new Set<string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (form.has(name)) twice.add(name)
    form.set(name, value)
  }
  for (const name of twice) form.delete(name)
  return form
}
