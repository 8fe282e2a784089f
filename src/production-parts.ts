import type { ModeParts } from './app.js'
import type { Config } from './settings/config.js'
import type { Database } from './database/connect.js'
import { entraIssuers, entraKeys } from './http/entra.js'
import { createTokenVerifier, type TokenVerifierOptions } from './http/token-verifier.js'
import { readCreated } from './partner-center/customers/read-created.js'
import type { CustomerRepository } from './partner-center/customers/repository.js'
import { noBackend } from './partner-center/orders/transaction-backend.js'
import { forwarding } from './upstream/backend.js'
import { forwardedCreation } from './upstream/customer-creation.js'
import { createForwarder } from './upstream/forwarder.js'
import { purchaseRepository } from './upstream/repository.js'

/** What production's parts are built from, besides the settings. */
export interface ProductionPartsOptions extends Pick<TokenVerifierOptions, 'isRegistered'> {
  readonly database: Database
  readonly customers: CustomerRepository
  readonly clock: () => Date
  readonly newId: () => string
  /** Called when a tenant's signing keys cannot be fetched. */
  readonly onKeyFailure: (tenantId: string, reason: string) => void
}

/**
 * Builds what production uses: tokens and sign-in of Entra ID; orders and new customers of Partner Center if its URL is
 * set.
 */
export function productionParts (config: Config, options: ProductionPartsOptions): ModeParts {
  const { entraAuthority, audiences, acceptanceClient, partnerCenterUrl, linkSigningKey } = config
  const { database, customers, clock, newId, isRegistered, onKeyFailure } = options
  return {
    verifyToken: createTokenVerifier({
      issuers: entraIssuers(entraAuthority),
      audiences,
      keysOf: entraKeys({ authority: entraAuthority, clock, onFailure: onKeyFailure }),
      isRegistered
    }),
    ...(acceptanceClient && { identityClient: { ...acceptanceClient, authority: entraAuthority } }),
    ...(partnerCenterUrl === undefined
      ? { transactions: noBackend }
      : {
          transactions: forwarding({ url: partnerCenterUrl, purchases: purchaseRepository(database), newId }),
          customerCreation: forwardedCreation({
            forwarder: createForwarder({ url: partnerCenterUrl }),
            customers,
            readCreated,
            clock
          })
        }),
    // The settings require this key in production.
    linkSigningKey: linkSigningKey as Uint8Array
  }
}
