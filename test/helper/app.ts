import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { JWK, JWTPayload } from 'jose'
import type { Test } from 'tap'
import { acceptanceRepository } from '../../src/acceptance/customer-page/repository.js'
import { agreementDocumentRepository } from '../../src/partner-center/agreement-documents/repository.js'
import { buildApp, type AppOptions } from '../../src/app.js'
import { customerAgreementRepository } from '../../src/partner-center/agreements/repository.js'
import { customerRepository } from '../../src/partner-center/customers/repository.js'
import type { Database } from '../../src/database/connect.js'
import { programme } from '../../src/domain/programme.js'
import { invitationRepository } from '../../src/acceptance/invitations/repository.js'
import { localSigningKeys } from '../../src/http/signing-keys.js'
import { createTokenVerifier } from '../../src/http/token-verifier.js'
import { orderGateRepository } from '../../src/order-gate/repository.js'
import { partnerAgreementRepository } from '../../src/partner-center/partner-agreement-status/repository.js'
import { customerRecords } from '../../src/records/customers.js'
import { partnerRepository } from '../../src/records/partners.js'
import { sandboxApplications, sandboxUsers } from '../../src/sandbox/data.js'
import { sandboxCommerce } from '../../src/sandbox/commerce/backend.js'
import { sandboxCommerceRepository } from '../../src/sandbox/commerce/repository.js'
import { sandboxCreation } from '../../src/sandbox/customers/create-customer.js'
import { identityRoutes } from '../../src/sandbox/identity/routes.js'
import { customerUserRepository } from '../../src/sandbox/identity/sign-in/repository.js'
import { createTokenIssuer, generateIssuerKeys, type TokenIssuer } from '../../src/sandbox/identity/token-issuer.js'
import { connectTo, testDatabase, type TestDatabase } from './database.js'

/** The sandbox's ids, by the names that tests use. */
export const ids = {
  contoso: 'd1000000-0000-4000-8000-000000000001',
  fabrikam: 'd2000000-0000-4000-8000-000000000002',
  northwind: 'd3000000-0000-4000-8000-000000000003',
  tailspin: 'd4000000-0000-4000-8000-000000000004',
  adventureWorks: 'c1000000-0000-4000-8000-000000000001',
  wingtip: 'c2000000-0000-4000-8000-000000000002',
  litware: 'c3000000-0000-4000-8000-000000000003',
  proseware: 'c4000000-0000-4000-8000-000000000004',
  lucerne: 'c5000000-0000-4000-8000-000000000005',
  customerAgreement: '117a77b0-9360-443b-8795-c6dedc750cf9',
  cloudAgreement: '998b88de-aa99-4388-a42c-1b3517d49490'
}

/** The application on a database of its own, with the sandbox's data and issuer and a clock that stands still. */
export interface TestApp {
  readonly app: FastifyInstance
  readonly database: Database
  readonly stored: TestDatabase
  readonly issuer: TokenIssuer
  /** Move `at` to let time pass. */
  readonly clock: { at: Date }
  /** `Bearer ...` of a sandbox user such as `adminagent@fabrikam.example`, with some claims changed. */
  bearer (userPrincipalName?: string, claims?: JWTPayload): Promise<string>
  /** `Bearer ...` of an application on its own: the partner's registered one, or another of its tenant. */
  appBearer (partnerId: string, applicationId?: string): Promise<string>
}

type Changes = Partial<AppOptions> & { logger?: FastifyBaseLogger }

/**
 * Builds the application for one test file; everything is closed and dropped when it ends. `connect` is how it
 * connects to its database, where that is not the usual way.
 */
export async function testApp (t: Test, changes: Changes | ((database: Database) => Changes) = {}, connect = connectTo): Promise<TestApp> {
  const stored = await testDatabase(t)
  const database = await connect(t, stored)
  const clock = { at: new Date('2026-03-02T10:00:00.000Z') }
  const issuer = createTokenIssuer({ privateJwk: await issuerKey(), clock: () => clock.at, newId: randomUUID })
  const partners = partnerRepository(database)
  const customers = customerRepository(database)
  const base = 'http://127.0.0.1:8080'
  const keys = localSigningKeys(issuer.jwks)
  const changed = typeof changes === 'function' ? changes(database) : changes
  const users = customerUserRepository(database)
  const app = await buildApp({
    partners,
    customers,
    customerAgreements: customerAgreementRepository(database),
    documents: agreementDocumentRepository(database),
    customerRecords: customerRecords(database),
    partnerAgreements: partnerAgreementRepository(database),
    orderGate: orderGateRepository(database),
    invitations: invitationRepository(database),
    acceptances: acceptanceRepository(database),
    transactions: sandboxCommerce(sandboxCommerceRepository(database), randomUUID),
    environment: 'sandbox',
    programme,
    verifyToken: createTokenVerifier({
      issuers: [`${base}/{tenantid}/`],
      audiences: ['https://api.partnercenter.microsoft.com', 'https://graph.windows.net'],
      keysOf: () => keys,
      isRegistered: async tenantId => await partners.find(tenantId) !== undefined
    }),
    ...changed.environment !== 'production' && { customerCreation: sandboxCreation({ customers, newId: randomUUID, clock: () => clock.at }) },
    clock: () => clock.at,
    newId: randomUUID,
    publicUrl: base,
    linkSigningKey: Buffer.alloc(32, 7),
    roleClaim: 'roles',
    requireMfa: false,
    duplicateStatus: 400,
    serverId: '000001',
    version: '0.0.0',
    isReady: () => database.isReachable(),
    identityProvider: identityRoutes({ issuer, users, clock: () => clock.at, publicUrl: changed.publicUrl ?? base }),
    ...changed
  })
  t.teardown(() => app.close())
  const sign = async (claims: JWTPayload) => `Bearer ${await issuer.sign({ ...timesAt(clock.at), aud: 'https://api.partnercenter.microsoft.com', ver: '1.0', ...claims })}`
  return {
    app,
    database,
    stored,
    issuer,
    clock,
    bearer: (userPrincipalName = 'adminagent@contoso-direct.example', claims = {}) => sign({ ...userClaims(base, userPrincipalName), ...claims }),
    appBearer: (partnerId, applicationId = `a${partnerId.slice(1)}`) => sign({ iss: `${base}/${partnerId}/`, tid: partnerId, idtyp: 'app', appid: applicationId, oid: applicationId })
  }
}

/** The run's key, as making one takes longer than most tests; one of its own for a file that is run alone. */
async function issuerKey (): Promise<JWK> {
  const { TEST_ISSUER_KEY: shared } = process.env
  return shared === undefined ? await generateIssuerKeys() : JSON.parse(shared) as JWK
}

/** A confirmation's body as the documentation shows it, with some members changed; `undefined` leaves one out. */
export function confirmation (changes: Record<string, unknown> = {}, contact: Record<string, unknown> = {}) {
  return {
    primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example', phoneNumber: '+1 425 555 0100', ...contact },
    templateId: ids.customerAgreement,
    dateAgreed: '2026-02-28T09:30:00Z',
    type: 'MicrosoftCustomerAgreement',
    ...changes
  }
}

function timesAt (at: Date): JWTPayload {
  const seconds = Math.floor(at.getTime() / 1000)
  return { iat: seconds - 300, nbf: seconds - 300, exp: seconds + 3600 }
}

function userClaims (base: string, userPrincipalName: string): JWTPayload {
  const user = sandboxUsers.find(user => user.userPrincipalName === userPrincipalName)
  if (user === undefined) throw new Error(`${userPrincipalName} is no sandbox user`)
  const application = sandboxApplications.find(({ partnerId }) => partnerId === user.partnerId)
  return { iss: `${base}/${user.partnerId}/`, tid: user.partnerId, oid: user.objectId, appid: application?.clientId, scp: 'user_impersonation', amr: ['pwd', 'mfa'], roles: [user.role] }
}
