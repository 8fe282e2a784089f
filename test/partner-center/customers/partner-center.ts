import type { FastifyBaseLogger } from 'fastify'
import type { Test } from 'tap'
import { readCreated } from '../../../src/partner-center/customers/read-created.js'
import { customerRepository } from '../../../src/partner-center/customers/repository.js'
import { forwardedCreation } from '../../../src/upstream/customer-creation.js'
import { createForwarder, usualTimeouts } from '../../../src/upstream/forwarder.js'
import { testApp } from '../../helper/app.js'
import { startUpstream } from '../../helper/upstream.js'

/** The customer that the stub creates. */
export const newcomb = 'c7000000-0000-4000-8000-0000000000AB'

/** Its first administrator's. */
export const password = 'Pw-qz7!§ shown once'

/** Where it is told that something was not registered. */
export const notice = 'partner-agreements-notice'

/**
 * Partner Center's answer to a creation, with some members changed; in bytes that nobody would write the same way
 * again.
 */
export function createdAnswer (changes: Record<string, unknown> = {}): Buffer {
  const answer = {
    id: newcomb,
    commerceId: 'c7000000-1111-4000-8000-0000000000AB',
    companyProfile: {
      tenantId: newcomb,
      domain: 'newcomb.onmicrosoft.com',
      companyName: 'Newcomb Traders',
      attributes: { objectType: 'CustomerCompanyProfile' }
    },
    billingProfile: {
      id: 'bp-1',
      firstName: 'Nia',
      lastName: 'Newcomb',
      email: 'nia@newcomb.example',
      culture: 'EN-US',
      language: 'en',
      companyName: 'Newcomb Traders',
      defaultAddress: {
        country: 'US',
        city: 'Redmond',
        state: 'WA',
        addressLine1: '1 Example Way',
        postalCode: '98052',
        firstName: 'Nia',
        lastName: 'Newcomb',
        phoneNumber: null
      },
      links: {},
      attributes: { etag: '42', objectType: 'CustomerBillingProfile' }
    },
    relationshipToPartner: 'none',
    allowDelegatedAccess: null,
    userCredentials: { userName: 'admin', password },
    attributes: { objectType: 'Customer' },
    ...changes
  }
  return Buffer.concat([Buffer.from([0xEF, 0xBB, 0xBF]), Buffer.from(`${JSON.stringify(answer, null, 1)}\r\n`)])
}

/** The application in production, with a stub in Partner Center's place, and no right to the sandbox's tables. */
export async function forwardingApp (
  t: Test,
  { url, headers = 120_000, logger }: { url?: string, headers?: number, logger?: FastifyBaseLogger } = {}
) {
  const upstream = await startUpstream(t)
  const forwarder = createForwarder({ url: url ?? upstream.url, timeouts: { ...usualTimeouts, headers, body: 300 } })
  const test = await testApp(t, database => ({
    environment: 'production',
    customerCreation: forwardedCreation({
      forwarder,
      customers: customerRepository(database),
      readCreated,
      clock: () => test.clock.at
    }),
    ...(logger === undefined ? {} : { logger })
  }))
  const { rows } = test.stored
  await rows('REVOKE ALL ON sandbox_user, sandbox_request, sandbox_resource FROM partner_agreements_test')
  const answer = (
    body: Buffer,
    status = 201,
    headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
  ) => {
    upstream.answer = (_request, response) => {
      response.writeHead(status, headers).end(body)
    }
  }
  answer(createdAnswer())
  return {
    ...test,
    upstream,
    answer,
    registered: async (customerId = newcomb) =>
      await rows(
        `
      SELECT c.company_name, c.country, c.domain, c.profile, r.partner_id, r.indirect_reseller_id
      FROM customer c
      LEFT JOIN reselling_relationship r ON r.customer_id = c.customer_id
      WHERE c.customer_id = $1
      ORDER BY r.partner_id`,
        [customerId]
      ),
    /** Takes the customer out again. */
    forget: async () =>
      await rows(
        `
      WITH forgotten AS (
        DELETE FROM reselling_relationship WHERE customer_id = $1
      )
      DELETE FROM customer WHERE customer_id = $1`,
        [newcomb]
      )
  }
}
