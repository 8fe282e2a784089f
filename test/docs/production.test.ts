import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import JSZip from 'jszip'
import pg from 'pg'
import t from 'tap'
import { readConfig } from '../../src/settings/config.js'
import { startServer } from '../../src/server.js'
import { emptyDatabase } from '../helper/database.js'
import { cli } from '../helper/sandbox.js'
import { projectFile } from '../helper/project.js'

const page = readFileSync(projectFile('docs/production.md'), 'utf8')
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text).join('')
const needsShell = { skip: process.platform === 'win32' ? 'needs a POSIX shell' : false }

t.test('the commands of docs/production.md prepare a database on which the service starts', needsShell, async t => {
  const ownerUrl = await emptyDatabase(t)
  const role = `agreements_app_${randomBytes(4).toString('hex')}`
  t.teardown(async () => {
    const owner = new pg.Client(ownerUrl)
    await owner.connect()
    await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    await owner.end()
  })
  const environment = {
    MIGRATE_DATABASE_URL: ownerUrl,
    DATABASE_URL: Object.assign(new URL(ownerUrl), { username: role, password: 'test' }).href,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://agreements.example.com',
    LINK_SIGNING_KEY: randomBytes(32).toString('base64')
  }
  const folder = mkdtempSync(join(tmpdir(), 'partner-agreements-production-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'mca.html'), '<!doctype html><html lang="en"><title>Agreement</title><p>Text</p></html>')
  const document = new JSZip().file('word/document.xml', '<w:document/>')
  writeFileSync(join(folder, 'mca.docx'), await document.generateAsync({ type: 'nodebuffer' }))

  const script = commands.replaceAll('npx partner-agreements', `'${process.execPath}' '${cli}'`)
  const env = { PATH: process.env['PATH'], ...environment }
  const { stdout } = await promisify(execFile)('sh', ['-ec', script], { cwd: folder, env })
  t.match(stdout, /role ".+" created/)
  t.match(stdout, /^registered partner 6e0f1c58/m)
  t.match(stdout, /^registered application 0b5a7d92/m)
  t.match(stdout, /^1 rows: customers 1 added/m)
  t.match(stdout, /^1 imported/m)

  const server = await startServer(readConfig({ ...environment, PORT: '0', LOG_LEVEL: 'silent' }), () => {})
  await server.stop()
})
