import t from 'tap'
import { ask, bytes } from '../../helper/wire.js'
import { pageTest } from './helper.js'

const test = await pageTest(t)
const port = Number(new URL(test.base).port)

t.test('what is rejected for every path alike is a page below /accept, with the headers of one', async t => {
  for (const [method, path] of [
    ['GET', '/accept/partners'], ['POST', '/accept/sign-in'], ['GET', '/accept/nowhere']
  ] as const) {
    const { statusCode, headers, body } = await ask(
      port,
      bytes([`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Host: evil.example', 'Cookie: __Host-acceptance=x'])
    )
    t.equal(statusCode, 400, path)
    t.match(String(headers['content-type']), 'text/html', path)
    t.match(String(headers['content-security-policy']), "default-src 'none'", path)
    t.match(body, '<!doctype html>', path)
  }
})
