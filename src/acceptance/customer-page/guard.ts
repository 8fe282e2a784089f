import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/api-error.js'
import type { SentForm } from './offer/read-form.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The maximum size of a form after signing in, in bytes: all fields at their maximum, and many partners. */
export const largestForm = 256 * 1024

/** The maximum size of a form without a session, in bytes. It is small, because anybody can send thousands of them. */
export const largestSignIn = 4 * 1024

/** The headers of every response of the page. A form may redirect to `authority`, the origin of the sign-in. */
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
 * Whether this service's own page has posted a form. With `no-referrer` browsers send `Origin: null` with every form.
 * Then Sec-Fetch-Site decides, which no page can forge.
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
