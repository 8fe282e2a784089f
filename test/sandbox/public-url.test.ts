import t from 'tap'
import { testDatabase } from '../helper/database.js'
import { startSandbox } from '../helper/sandbox.js'

// Uses an existing PostgreSQL, because starting an embedded one would take most of the time.
const { ownerUrl: DATABASE_URL } = await testDatabase(t)

const signIn = (url: string, publicUrl: string) =>
  fetch(`${url}/accept/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ entry: '/accept/partners' }),
    headers: { origin: publicUrl },
    redirect: 'manual'
  })

t.test('customers can sign in if PUBLIC_URL works from outside only', async t => {
  // As behind a proxy, or with a mapped port: nothing on this machine listens there.
  const publicUrl = 'http://agreements.invalid:9'
  const { output } = await startSandbox(t, { DATABASE_URL, PUBLIC_URL: publicUrl, REQUIRE_MAF: 'true' }, [
    '--ephemeral'
  ])
  t.match(output(), `${publicUrl}/v1`)
  t.match(output(), 'REQUIRE_MAF is not a setting. Did you mean REQUIRE_MFA?')
  const answer = await signIn(`http://127.0.0.1:${/listening at \S+:(\d+)/.exec(output())?.[1]}`, publicUrl)
  t.equal(answer.status, 303)
  t.match(answer.headers.get('location'), `${publicUrl}/organizations/oauth2/v2.0/authorize?`)
})

t.test('a sandbox that listens on all addresses prints one that a browser can open', async t => {
  const { url } = await startSandbox(t, { DATABASE_URL, HOST: '0.0.0.0' }, ['--ephemeral'])
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const answer = await signIn(url, url)
  t.match(answer.headers.get('location'), `${url}/organizations/`)
})

t.test('HOST=localhost listens on 127.0.0.1, which every client tries', async t => {
  const { url } = await startSandbox(t, { DATABASE_URL, HOST: 'localhost' }, ['--ephemeral'])
  t.match(url, /^http:\/\/localhost:\d+$/)
  for (const base of [url, url.replace('localhost', '127.0.0.1')]) {
    t.equal((await fetch(`${base}/health/live`)).status, 200, base)
  }
})
