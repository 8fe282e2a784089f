import { readFile, writeFile } from 'node:fs/promises'
import { buildApp, type AppOptions } from '../src/app.js'
import { noBackend } from '../src/partner-center/orders/transaction-backend.js'

/**
 * Writes the service's own OpenAPI document to openapi/agreements.json; with `--check` it compares instead, and
 * fails if the committed one is stale. It is built from the routes alone: no repository is ever called.
 */
const file = new URL('agreements.json', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const nobody = new Proxy({}, { get: () => { throw new Error('The document is made without a database') } })
const app = await buildApp({
  ...({
    partners: nobody,
    customers: nobody,
    customerAgreements: nobody,
    documents: nobody,
    customerRecords: nobody,
    partnerAgreements: nobody,
    orderGate: nobody,
    invitations: nobody,
    acceptances: nobody
  } as Pick<
    AppOptions,
    | 'partners'
    | 'customers'
    | 'customerAgreements'
    | 'documents'
    | 'customerRecords'
    | 'partnerAgreements'
    | 'orderGate'
    | 'invitations'
    | 'acceptances'
  >),
  transactions: noBackend,
  environment: 'production',
  programme: [],
  verifyToken: async () => ({ error: 'TokenMissing', detail: '' }),
  clock: () => new Date(0),
  newId: () => '00000000-0000-4000-8000-000000000000',
  publicUrl: '',
  linkSigningKey: new Uint8Array(32),
  roleClaim: 'roles',
  requireMfa: false,
  duplicateStatus: 400,
  serverId: '',
  version,
  isReady: async () => true
})
const generated = `${JSON.stringify(app.swagger(), null, 2)}\n`
await app.close()

if (process.argv.includes('--check')) {
  const committed = await readFile(file, 'utf8').catch(() => '')
  if (committed !== generated) {
    process.stderr.write('openapi/agreements.json is stale: run `npm run openapi` and commit the result.\n')
    process.exitCode = 1
  }
} else {
  await writeFile(file, generated)
}
