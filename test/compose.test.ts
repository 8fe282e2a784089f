import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { readConfig } from '../src/settings/config.js'
import { projectFile } from './helper/project.js'

const read = (file: string) => readFileSync(projectFile(file), 'utf8')
const compose = read('docker-compose.yml')
const given: Record<string, string> = { OWNER_PASSWORD: 'owner', SERVICE_PASSWORD: 'service', PUBLIC_URL: 'https://agreements.example.com', LINK_SIGNING_KEY: Buffer.alloc(32, 7).toString('base64') }

/** What a service is started with; no YAML parser is among the dependencies, and this file needs little of one. */
function environmentOf (service: string): Record<string, string> {
  const [, block = ''] = compose.split(new RegExp(`^ {2}${service}:\n`, 'm'))
  const [, environment = ''] = (block.split(/^ {2}\w+:\n/m)[0] ?? '').split(/^ {4}environment:\n/m)
  const [lines = ''] = environment.split(/^ {0,4}\w/m)
  return Object.fromEntries([...lines.matchAll(/^ {6}(\w+): '?(.*?)'?$/gm)].map(([, name = '', value = '']) => [name, value.replace(/\$\{(\w+):\?[^}]+\}/g, (_, variable: string) => given[variable] ?? '')]))
}

await t.test('the service is given a complete configuration for production, and nothing that it does not know', t => {
  const environment = environmentOf('api')
  const asked = new Set<string>()
  const config = readConfig(new Proxy(environment, { get: (target, name: string) => { asked.add(name); return target[name] } }))
  t.match(config, { mode: 'production', host: '0.0.0.0', port: 8080, publicUrl: 'https://agreements.example.com' })
  t.same(Object.keys(environment).filter(name => !asked.has(name)), [])
  t.end()
})

await t.test('the migration prepares the role that the service connects as, in the database that is there', t => {
  const [owner, service] = ['MIGRATE_DATABASE_URL', 'DATABASE_URL'].map(name => new URL(environmentOf('migrate')[name] ?? '')) as [URL, URL]
  t.equal(environmentOf('api')['DATABASE_URL'], service.href)
  t.not(owner.username, service.username)
  t.same(environmentOf('postgres'), { POSTGRES_DB: owner.pathname.slice(1), POSTGRES_USER: owner.username, POSTGRES_PASSWORD: owner.password })
  t.equal(owner.host, service.host)
  t.end()
})

await t.test('no secret has a default: compose refuses to start without it', t => {
  const variables = [...compose.matchAll(/\$\{(\w+)([^}]*)\}/g)]
  t.same([...new Set(variables.map(([, name]) => name))].sort(), Object.keys(given).sort())
  t.same(variables.filter(([, , rest = '']) => !rest.startsWith(':?')).map(([text]) => text), [])
  t.end()
})

await t.test('the image is built of files that are there, and that reach the builder', t => {
  const sources = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '))
  const allowed = read('.dockerignore').split('\n').filter(line => line.startsWith('!')).map(line => line.slice(1))
  t.same([...new Set(sources)].sort(), allowed.sort())
  t.same(sources.filter(path => !existsSync(projectFile(path))), [])
  t.end()
})
