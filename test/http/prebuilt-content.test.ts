import t from 'tap'
import { ids, testApp } from '../helper/app.js'
import { listen } from '../helper/wire.js'

const { app } = await testApp(t)
const base = `http://127.0.0.1:${await listen(app)}`
const get = (path: string, init: RequestInit = {}) => fetch(base + path, init)

const paths: ReadonlyArray<readonly [path: string, mediaType: string]> = [
  ['/openapi.json', 'application/json; charset=utf-8'],
  ['/docs/json', 'application/json; charset=utf-8'],
  ['/docs/yaml', 'application/x-yaml'],
  ['/docs/static/index.css', 'text/css; charset=utf-8'],
  ['/docs/static/swagger-ui.css', 'text/css; charset=utf-8'],
  ['/docs/static/swagger-ui-bundle.js', 'application/javascript; charset=utf-8'],
  ['/docs/static/favicon-32x32.png', 'image/png'],
  ['/docs/static/logo.svg', 'image/svg+xml'],
  ['/accept/style.css', 'text/css; charset=utf-8'],
  [`/${ids.adventureWorks}/oauth2/v2.0/authorize.css`, 'text/css; charset=utf-8']
]

for (const [path, mediaType] of paths) {
  t.test(`${path} has a length, also for HEAD, and is sent only once to a client that caches it`, async t => {
    const got = await get(path)
    const content = Buffer.from(await got.arrayBuffer())
    const etag = got.headers.get('etag') ?? ''
    t.equal(got.status, 200)
    t.equal(got.headers.get('content-type'), mediaType)
    t.equal(got.headers.get('content-length'), String(content.length))
    t.match(got.headers.get('cache-control'), /^(no-cache|public, max-age=3600)$/)
    t.match(etag, /^"[\w-]{43}"$/)

    const head = await get(path, { method: 'HEAD' })
    const sent = [head.status, head.headers.get('content-length'), head.headers.get('etag')]
    t.strictSame(sent, [200, String(content.length), etag])
    for (const kept of [etag, `"x", W/${etag}`, '*']) {
      const again = await get(path, { headers: { 'if-none-match': kept } })
      t.strictSame([again.status, await again.text(), again.headers.get('etag')], [304, '', etag], kept)
    }
    const changed = await get(path, { headers: { 'if-none-match': '"x"' } })
    t.equal(changed.status, 200)
    t.ok(Buffer.from(await changed.arrayBuffer()).equals(content))
  })
}

t.test('the docs page serves no other files', async t => {
  for (const path of ['/', '', '/nothing.js', '/..%2findex.js', '/__proto__']) {
    t.equal((await get(`/docs/static${path}`)).status, 404, path)
  }
})
