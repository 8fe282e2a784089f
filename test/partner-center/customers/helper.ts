import type { TestApp } from '../../helper/app.js'

/** A creation as the documentation shows it, with some members changed; `undefined` leaves one out. */
export function newCustomer (
  changes: {
    company?: Record<string, unknown>
    billing?: Record<string, unknown>
    address?: Record<string, unknown>
    [name: string]: unknown
  } = {}
) {
  const { company, billing, address, ...others } = changes
  return {
    companyProfile: { domain: 'newcomb.example', ...company },
    billingProfile: {
      email: 'nia@newcomb.example',
      culture: 'EN-US',
      language: 'en',
      companyName: 'Newcomb Traders',
      defaultAddress: {
        firstName: 'Nia',
        lastName: 'Newcomb',
        addressLine1: '1 Example Way',
        city: 'Redmond',
        state: 'WA',
        postalCode: '98052',
        country: 'US',
        phoneNumber: '',
        ...address
      },
      ...billing
    },
    ...others
  }
}

/** Sends a creation. */
export async function create (
  { app, bearer }: Pick<TestApp, 'app' | 'bearer'>,
  payload: unknown,
  { user = undefined as string | undefined, headers = {} as Record<string, string> } = {}
) {
  return await app.inject({
    method: 'POST',
    url: '/v1/customers',
    headers: { authorization: await bearer(user), 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload)
  })
}

/** What is stored of customers beside the fixed ones. */
export async function stored ({ stored }: Pick<TestApp, 'stored'>) {
  const [counts] = await stored.rows<{ customers: number, relationships: number, users: number }>(`
    SELECT (SELECT count(*)::int FROM customer) - 6 AS customers,
      (SELECT count(*)::int FROM reselling_relationship) - 7 AS relationships,
      (SELECT count(*)::int FROM sandbox_user) - 12 AS users`)
  return counts
}
