import * as client from 'openid-client'
import type { Test } from 'tap'
import type { FastifyBaseLogger } from 'fastify'
import { freePort } from '../../src/http/free-port.js'
import { testApp, type TestApp } from '../helper/app.js'
import { signInAt } from '../helper/sign-in.js'

/** The customer's page as a client, with the values of its configuration. */
export const clientId = 'acc00000-0000-4000-8000-000000000001'

/** A listening application, and a certified client of its sign-in. */
export interface Rehearsal extends TestApp {
  readonly base: string
  /** The client's configuration, discovered at a customer's tenant. */
  discover (tenant: string): Promise<client.Configuration>
  /** Signs in up to the callback. */
  begin (
    configuration: client.Configuration,
    userName: string,
    changes?: Record<string, string>,
    password?: string
  ): Promise<Begun>
}

/** A sign-in whose code is not yet redeemed. */
export interface Begun {
  readonly callback: URL
  readonly checks: client.AuthorizationCodeGrantChecks & { readonly pkceCodeVerifier: string }
}

/** Starts the application on its own port, with the real clock, because the client uses the real one. */
export async function rehearse (t: Test, changes: { logger?: FastifyBaseLogger } = {}): Promise<Rehearsal> {
  const port = await freePort('127.0.0.1')
  const base = `http://127.0.0.1:${port}`
  const test = await testApp(t, { ...changes, publicUrl: base })
  test.clock.at = new Date()
  await test.app.listen({ host: '127.0.0.1', port })
  return {
    ...test,
    base,
    discover: async tenant =>
      await client.discovery(new URL(`${base}/${tenant}/v2.0`), clientId, 'sandbox', undefined, {
        execute: [client.allowInsecureRequests]
      }),
    async begin (configuration, userName, changes = {}, password = undefined) {
      const { url, checks } = await authorization(configuration, base, changes)
      const { callback, page } = await signInAt(url, userName, password)
      if (callback === undefined) throw new Error(`no callback: ${page}`)
      return { callback, checks }
    }
  }
}

/** An authorization URL, and the values to check when the browser returns. */
export async function authorization (
  configuration: client.Configuration,
  base: string,
  changes: Record<string, string> = {}
): Promise<{ readonly url: URL, readonly checks: Begun['checks'] }> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() }
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: `${base}/accept/signed-in`,
    scope: 'openid profile email',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...changes
  })
  return { url, checks }
}
