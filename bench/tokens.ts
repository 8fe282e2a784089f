import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sandboxApplications, sandboxPartners, sandboxUsers, type SandboxPartner } from '../src/sandbox/data.js'
import { createTokenIssuer, generateIssuerKeys } from '../src/sandbox/identity/token-issuer.js'
import { defaultAudience } from '../src/sandbox/identity/token-grants.js'
import { onCleanup } from './cleanup.js'

/** Stands in for Entra ID, so that the service itself runs as in production. */
export interface Authority {
  /** For ENTRA_AUTHORITY. */
  readonly url: string
  /** `count` tokens of users of a partner, no two alike; good for an hour. */
  tokens (partner: SandboxPartner, count: number): Promise<string[]>
}

/** The partners that tokens are issued for: both may confirm and read. */
export const partners: readonly SandboxPartner[] = sandboxPartners.slice(0, 2)

/** Publishes the sandbox issuer's keys where the service looks for a tenant's. */
export async function startAuthority (): Promise<Authority> {
  const issuer = createTokenIssuer({ privateJwk: await generateIssuerKeys(), clock: () => new Date(), newId: () => randomUUID() })
  const server = createServer((_request, response) => { response.end(JSON.stringify(issuer.jwks)) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onCleanup(() => server.close())
  const issueFor = async (partner: SandboxPartner, turn: number) => {
    const users = sandboxUsers.filter(({ partnerId, role }) => partnerId === partner.partnerId && role !== 'HelpdeskAgents')
    const application = sandboxApplications.find(({ partnerId }) => partnerId === partner.partnerId)
    if (application === undefined) throw new Error(`${partner.name} has no application`)
    const user = users[turn % users.length]
    const answer = await issuer.issue({ partner, application, user, audience: defaultAudience, mfa: true, confidential: true }, 'v1', 'https://sts.windows.net')
    return String(answer['access_token'])
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: (partner, count) => Promise.all(Array.from({ length: count }, (_, turn) => issueFor(partner, turn)))
  }
}
