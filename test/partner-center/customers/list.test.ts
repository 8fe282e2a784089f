import t, { type Test } from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'
import { create, newCustomer } from './helper.js'

const test = await testApp(t)
const { app, bearer, appBearer } = test

interface Page {
  totalCount: number
  items: Array<{ id: string }>
  links: Record<'self' | 'next', { uri: string, headers: Array<{ key: string, value: string }> } | undefined>
}

async function get (
  url: string,
  { headers = {} as Record<string, string>, user = undefined as string | undefined } = {}
) {
  return await app.inject({ url, headers: { authorization: await bearer(user), ...headers } })
}

/** Follows `links.next` as the official SDKs do. */
async function allPages (t: Test, url: string, user?: string): Promise<Page[]> {
  const pages: Page[] = []
  let headers: Record<string, string> = {}
  for (let next: string | undefined = url; next !== undefined;) {
    const answer = await get(next, { headers, user })
    t.equal(answer.statusCode, 200, next)
    const page: Page = answer.json()
    pages.push(page)
    headers = Object.fromEntries((page.links.next?.headers ?? []).map(({ key, value }) => [key, value]))
    next = page.links.next && `/v1${page.links.next.uri}`
  }
  return pages
}

const idsOf = (pages: readonly Page[]) => pages.flatMap(({ items }) => items.map(({ id }) => id))

t.test("the caller's customers, in the documented envelope", async t => {
  const answer = await get('/v1/customers')
  const item = (id: string, domain: string, companyName: string) => ({
    id,
    companyProfile: { tenantId: id, domain, companyName, attributes: { objectType: 'CustomerCompanyProfile' } },
    relationshipToPartner: 'reseller',
    attributes: { objectType: 'Customer' }
  })
  t.strictSame(answer.json(), {
    totalCount: 4,
    items: [
      item(ids.adventureWorks, 'adventure-works.example', 'Adventure Works'),
      item(ids.wingtip, 'wingtip-toys.example', 'Wingtip Toys'),
      item(ids.proseware, 'proseware.example', 'Proseware'),
      item(ids.lucerne, 'lucerne-publishing.example', 'Lucerne Publishing')
    ],
    links: { self: { uri: '/customers', method: 'GET', headers: [] } },
    attributes: { objectType: 'Collection' }
  })
  t.same(
    (await get('/v1/customers', { user: 'adminagent@fabrikam.example' }))
      .json()
      .items.map(({ id }: { id: string }) => id),
    [ids.adventureWorks, ids.litware]
  )
  t.equal(
    (await app.inject({ url: '/v1/customers', headers: { authorization: await appBearer(ids.contoso) } })).json()
      .totalCount,
    4,
    'apps may list'
  )
  t.equal(
    (await get('/v1/customers', { user: 'adminagent@tailspin.example' })).json().totalCount,
    1,
    'every cloud has customers'
  )
})

t.test("one partner's token shows another nothing but its own", async t => {
  const { links } = (await get('/v1/customers?size=1')).json() as Page
  const headers = { 'MS-ContinuationToken': links.next?.headers[0]?.value ?? '' }
  const answer = await get('/v1/customers?size=40&seekOperation=Next', { headers, user: 'adminagent@fabrikam.example' })
  t.same(answer.json().items.map(({ id }: { id: string }) => id), [ids.litware])
})

t.test('several pages hold every customer once, whatever their size', async t => {
  const created = await Promise.all(
    Array.from(
      { length: 19 },
      async (_, index) =>
        (await create(test, newCustomer({ company: { domain: `page${index}.example` } }))).json().id as string
    )
  )
  const expected = [ids.adventureWorks, ids.wingtip, ids.proseware, ids.lucerne, ...created].sort()
  for (const size of [1, 2, 5, 22, 23, 24, 500]) {
    const pages = await allPages(t, `/v1/customers?size=${size}`)
    t.same(idsOf(pages).sort(), expected, `of ${size}`)
    t.equal(pages.length, Math.ceil(23 / size))
    t.ok(pages.every(({ totalCount, items }) => totalCount === items.length && items.length <= size))
  }
  for (const query of ['', '?size=', '?size=0', '?size=2147483647', '?Size=40&SeekOperation=First']) {
    t.same(idsOf(await allPages(t, `/v1/customers${query}`)).sort(), expected, query)
  }
})

t.test('what cannot be read is refused, and names what', async t => {
  const property = async (query: string, token?: string) => {
    const answer = await get(`/v1/customers?${query}`, {
      headers: token === undefined ? {} : { 'MS-ContinuationToken': token }
    })
    isError(t, answer, 'PropertyInvalid', `${query} ${String(token)}`)
    return answer.json().parameters.property
  }
  for (const size of ['x', '-1', '1.5', '1e3', '0x10', '12345678901', '1&size=2', '%00', '٣']) {
    t.equal(await property(`size=${size}`), 'size')
  }
  t.equal(await property('filter=%7B%22Field%22%3A%22Domain%22%7D'), 'filter')
  t.equal(await property('size=0&FILTER=x'), 'filter')
  for (const seek of ['Previous', 'Last', 'Next&seekOperation=Next']) {
    t.equal(await property(`seekOperation=${seek}`), 'seekOperation')
  }
  t.equal(await property('seekOperation=Next'), 'MS-ContinuationToken')
  for (const token of [
    '',
    'x',
    ids.wingtip,
    "' OR true",
    'A'.repeat(21),
    'A'.repeat(23),
    `${'A'.repeat(21)}B`,
    'A'.repeat(10_000)
  ]) {
    t.equal(await property('seekOperation=Next', token), 'MS-ContinuationToken', token.slice(0, 30))
  }
})
