import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { makeKey, userClaims } from '../helper/tokens.js'
import { projectFile } from '../helper/project.js'

/** A port of the loopback address on which nothing listens. */
async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

t.test(
  'production logs once a minute for each tenant that signing keys cannot be fetched, and logs no part of a token',
  async t => {
    const port = await freePort()
    const environment = {
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: (await testDatabase(t)).url,
      PUBLIC_URL: 'https://agreements.example.com',
      LINK_SIGNING_KEY: Buffer.alloc(32, 7).toString('base64'),
      ENTRA_AUTHORITY: `http://127.0.0.1:${await freePort()}`
    }
    const child = spawn(process.execPath, [projectFile('dist/cli.js'), 'serve'], {
      env: { PATH: process.env['PATH'] ?? '', ...environment }
    })
    t.teardown(() => child.kill('SIGKILL'))
    const [printed, ended] = [text(child.stdout), once(child, 'exit')]
    for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
      if (
        await fetch(`http://127.0.0.1:${port}/health/live`).then(
          ({ ok }) => ok,
          () => false
        )
      ) {
        break
      }
      await sleep(100)
    }
    const key = await makeKey()
    for (const tenant of [ids.contoso, ids.contoso, ids.fabrikam]) {
      const token = await key.sign(userClaims({ tid: tenant, iss: `https://sts.windows.net/${tenant}/` }))
      const response = await fetch(`http://127.0.0.1:${port}/v1/agreements`, {
        headers: { authorization: `Bearer ${token}` }
      })
      t.equal(response.status, 503)
    }
    child.kill('SIGTERM')
    await ended
    const lines = (await printed).trimEnd().split('\n')
    const warnings = lines
      .map(line => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'signing keys could not be fetched')
    t.match(warnings, [
      { level: 40, tenant: ids.contoso, reason: /ECONNREFUSED/ },
      { level: 40, tenant: ids.fabrikam, reason: /ECONNREFUSED/ }
    ])
    t.equal(warnings.length, 2)
    for (const line of lines) t.notMatch(line, /eyJ|Admin Agent/)
  }
)
