import { remoteSigningKeys, type SigningKeys } from './signing-keys.js'

/**
 * The issuers of Entra ID's version 1 and version 2 tokens. Source: Microsoft identity platform, "Access tokens".
 */
export function entraIssuers (authority: string): string[] {
  return ['https://sts.windows.net/{tenantid}/', `${authority}/{tenantid}/v2.0`]
}

/** The signing keys of each tenant at its own address, fetched when its first token arrives. Only for registered tenants: each one asked for is kept. */
export function entraKeys (authority: string, clock: () => Date): (tenantId: string) => SigningKeys {
  const known = new Map<string, SigningKeys>()
  return tenantId => {
    const keys = known.get(tenantId) ?? remoteSigningKeys({ url: `${authority}/${tenantId}/discovery/v2.0/keys`, clock })
    known.set(tenantId, keys)
    return keys
  }
}
