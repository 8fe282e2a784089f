import type { ModeParts } from '../app.js'
import type { Database } from '../database/connect.js'
import { localSigningKeys } from '../http/signing-keys.js'
import { createTokenVerifier, type TokenVerifierOptions } from '../http/token-verifier.js'
import type { CustomerRepository } from '../partner-center/customers/repository.js'
import { sandboxCommerce } from './commerce/backend.js'
import { sandboxCommerceRepository } from './commerce/repository.js'
import { sandboxCreation } from './customers/create-customer.js'
import type { SandboxKeys } from './identity/keys.js'
import { identityRoutes } from './identity/routes.js'
import { acceptancePageClient } from './identity/sign-in/authorization-request.js'
import { customerUserRepository } from './identity/sign-in/repository.js'
import { createTokenIssuer } from './identity/token-issuer.js'

/** What the sandbox's parts are built from. */
export interface SandboxPartsOptions extends Pick<TokenVerifierOptions, 'audiences' | 'isRegistered'> {
  readonly keys: SandboxKeys
  /** From the settings. Without it, the sandbox signs links with the key in its data folder. */
  readonly linkSigningKey: Uint8Array | undefined
  readonly database: Database
  readonly customers: CustomerRepository
  readonly clock: () => Date
  readonly newId: () => string
  readonly publicUrl: string
  /** The origin by which this process reaches itself. */
  readonly ownUrl: string
}

/** Builds what the sandbox brings in place of Entra ID and Partner Center. */
export function sandboxParts (options: SandboxPartsOptions): ModeParts {
  const { keys, linkSigningKey, database, customers, clock, newId } = options
  const { publicUrl, ownUrl, audiences, isRegistered } = options
  const issuer = createTokenIssuer({ privateJwk: keys.issuer, clock, newId })
  const issuerKeys = localSigningKeys(issuer.jwks)
  return {
    verifyToken: createTokenVerifier({
      issuers: [`${publicUrl}/{tenantid}/`],
      audiences,
      keysOf: () => issuerKeys,
      isRegistered
    }),
    identityProvider: identityRoutes({ issuer, users: customerUserRepository(database), clock, publicUrl }),
    identityClient: {
      clientId: acceptancePageClient.clientId,
      clientSecret: acceptancePageClient.secret,
      authority: publicUrl,
      // PUBLIC_URL may belong to a proxy or a mapped port that only clients outside this machine can reach.
      fetch: async (url, init) => await fetch(url.replace(publicUrl, ownUrl), init)
    },
    transactions: sandboxCommerce(sandboxCommerceRepository(database), newId),
    customerCreation: sandboxCreation({ customers, newId, clock }),
    linkSigningKey: linkSigningKey ?? Buffer.from(keys.linkSigning, 'base64')
  }
}
