import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { AppOptions } from '../../../src/app.js'
import type { Database } from '../../../src/database/connect.js'
import { freePort } from '../../../src/http/free-port.js'
import { ids, testApp, type TestApp } from '../../helper/app.js'
import { signInAt } from '../../helper/sign-in.js'

/** An answer, and the form in its page as a browser would send it back. */
export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  readonly location: string | null
  /** The names and values of its hidden fields and text fields. */
  readonly fields: Readonly<Record<string, string>>
}

/** A browser as far as HTTP goes: it keeps cookies and says where its forms come from, and runs nothing. */
export interface Browser {
  get (path: string, headers?: Record<string, string>): Promise<Page>
  post (path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Page>
  /** Signs in at the sandbox for the page at `path`, and returns the page that this leads to. */
  signIn (path: string, userName?: string, choices?: { readonly stay?: string }): Promise<Page>
  readonly cookies: Map<string, string>
}

/** An invitation as it lies in the database. */
export interface Invited {
  readonly invitationId: string
  readonly token: string
  readonly path: string
}

/** The application listening, with the real clock, which the client of the sign-in has too. */
export interface PageTest extends TestApp {
  readonly base: string
  browser (): Browser
  invite (changes?: Record<string, unknown>): Promise<Invited>
  /** Issues an invitation another token. */
  issueToken (invitationId: string, changes?: { issuedAt?: Date, expiresAt?: Date }): Promise<string>
  count (): Promise<Record<string, number>>
}

export const day = 24 * 60 * 60 * 1000

/** Starts the page on a port of its own. */
export async function pageTest (
  t: Test,
  changes: Partial<AppOptions> | ((database: Database) => Partial<AppOptions>) = {}
): Promise<PageTest> {
  const port = await freePort('127.0.0.1')
  const base = `http://127.0.0.1:${port}`
  const identityClient = { clientId: 'acc00000-0000-4000-8000-000000000001', clientSecret: 'sandbox', authority: base }
  const test = await testApp(t, database => ({
    publicUrl: base,
    identityClient,
    ...(typeof changes === 'function' ? changes(database) : changes)
  }))
  test.clock.at = new Date()
  await test.app.listen({ host: '127.0.0.1', port })
  const { rows } = test.stored

  async function issueToken (
    invitationId: string,
    { issuedAt = test.clock.at, expiresAt = new Date(test.clock.at.getTime() + 14 * day) } = {}
  ) {
    const token = randomBytes(32).toString('base64url')
    await rows(
      `
      INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at)
      SELECT $1, partner_id, invitation_id, $3, $4 FROM invitation WHERE invitation_id = $2`,
      [createHash('sha256').update(token).digest(), invitationId, issuedAt, expiresAt]
    )
    return token
  }

  return {
    ...test,
    base,
    browser: () => browserAt(base),
    issueToken,
    async invite (changes = {}) {
      const { expiresAt, ...row } = changes as { expiresAt?: Date }
      const [document] = await rows<{ document_id: string }>(
        "SELECT document_id FROM agreement_document WHERE country = 'US' AND language = 'en-US'"
      )
      const invitation: Record<string, unknown> = {
        invitation_id: randomUUID(),
        partner_id: ids.contoso,
        customer_id: ids.adventureWorks,
        asks_relationship: false,
        indirect_reseller_id: null,
        template_id: ids.customerAgreement,
        document_id: document?.document_id,
        language: 'en',
        country: 'US',
        company_name: null,
        first_name: 'Ada',
        last_name: 'Lovelace',
        email: 'ada@adventure-works.example',
        invited_by: randomUUID(),
        invited_at: new Date(test.clock.at.getTime() - day),
        ...row
      }
      const columns = Object.keys(invitation)
      await rows(
        `INSERT INTO invitation (${columns.join()}) VALUES (${columns.map((_, index) => `$${index + 1}`).join()})`,
        Object.values(invitation)
      )
      const invitationId = invitation['invitation_id'] as string
      const token = await issueToken(invitationId, expiresAt === undefined ? {} : { expiresAt })
      return { invitationId, token, path: `/accept/${token}` }
    },
    async count () {
      const tables = [
        'customer', 'reselling_relationship', 'direct_acceptance', 'acceptance_evidence', 'invitation_end',
        'invitation_event'
      ]
      const [row] = await rows<Record<string, string>>(
        `SELECT ${tables.map(table => `(SELECT count(*) FROM ${table}) AS ${table}`).join()}`
      )
      return Object.fromEntries(Object.entries(row ?? {}).map(([table, rows]) => [table, Number(rows)]))
    }
  }
}

/** What an administrator fills in to accept. */
export const filled = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@adventure-works.example',
  phoneNumber: '+1 425 555 0100',
  agreement: 'yes',
  decision: 'accept'
}

function browserAt (base: string): Browser {
  const cookies = new Map<string, string>()
  async function send (path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL(path, base), {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers }
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      html,
      location: answer.headers.get('location'),
      fields: fieldsOf(html)
    }
  }
  const browser: Browser = {
    cookies,
    get: async (path, headers = {}) => await send(path, { headers }),
    post: async (path, fields, headers = {}) =>
      await send(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: base, ...headers }
      }),
    async signIn (path, userName = 'admin@adventure-works.example', choices = {}) {
      const asked = await browser.post('/accept/sign-in', { entry: path, ...choices })
      if (asked.location === null) throw new Error(`no sign-in: ${asked.status} ${asked.html}`)
      const { callback, page } = await signInAt(new URL(asked.location), userName)
      if (callback === undefined) throw new Error(`no callback: ${page}`)
      const back = await browser.get(callback.href)
      return back.location === null ? back : await browser.get(back.location)
    }
  }
  return browser
}

function fieldsOf (html: string): Record<string, string> {
  const main = html.slice(html.indexOf('<main>'))
  const inputs = [...main.matchAll(/<input (?:[^>"]|"[^"]*")*>/g)]
    .map(([input]) => input)
    .filter(input => !input.includes('checkbox'))
  const attribute = (input: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? ''
  return Object.fromEntries(inputs.map(input => [attribute(input, 'name'), decoded(attribute(input, 'value'))]))
}

function decoded (text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
