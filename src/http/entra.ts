import { remoteSigningKeys, type SigningKeys } from './signing-keys.js'

/**
 * The issuers of Entra ID's version 1 and version 2 tokens. Source: Microsoft identity platform, "Access tokens".
 */
export function entraIssuers (authority: string): string[] {
  return ['https://sts.windows.net/{tenantid}/', `${authority}/{tenantid}/v2.0`]
}

/** Where tenants' signing keys come from, and who is told when they do not. */
export interface EntraKeysOptions {
  readonly authority: string
  readonly clock: () => Date
  /**
   * Told of failed fetches, at most once in {@link quietMs} for each tenant. Without it nothing shows them for as long
   * as older keys are in use. The reason contains nothing of a token.
   */
  readonly onFailure: (tenantId: string, reason: string) => void
}

/**
 * How long a tenant's failed fetches are not told again, in ms: without any keys they are repeated every 10 seconds.
 */
export const quietMs = 60_000

/**
 * The signing keys of each tenant at its own address, fetched when its first token arrives. Only for registered
 * tenants: each one asked for is kept.
 */
export function entraKeys ({ authority, clock, onFailure }: EntraKeysOptions): (tenantId: string) => SigningKeys {
  const known = new Map<string, SigningKeys>()
  return tenantId => {
    const keys = known.get(tenantId) ?? remoteSigningKeys({
      url: `${authority}/${tenantId}/discovery/v2.0/keys`,
      clock,
      onFailure: nowAndThen(reason => onFailure(tenantId, reason), clock)
    })
    known.set(tenantId, keys)
    return keys
  }
}

function nowAndThen (tell: (reason: string) => void, clock: () => Date): (reason: string) => void {
  let toldAt = -Infinity
  return reason => {
    const now = clock().getTime()
    if (now - toldAt < quietMs) return
    toldAt = now
    tell(reason)
  }
}
