import { readFileSync } from 'node:fs'
import t from 'tap'
import { errorSchema } from '../../src/errors/schemas.js'
import { problemSchema } from '../../src/http/problem.js'
import { testApp } from '../helper/app.js'
import { projectFile } from '../helper/project.js'

/** The media type and members of each body, by its name in docs/errors.md. */
const bodies: Readonly<Record<string, { readonly type: string, readonly members?: readonly string[] }>> = {
  "Partner Center's body": {
    type: 'application/json; charset=utf-8',
    members: Object.keys(errorSchema.properties).slice(1)
  },
  problem: { type: 'application/problem+json', members: Object.keys(problemSchema.properties) },
  page: { type: 'text/html; charset=utf-8' }
}

const page = readFileSync(projectFile('docs/errors.md'), 'utf8')
const table = /<!-- shapes: .* -->\n([\s\S]*)<!-- \/shapes -->/.exec(page)?.[1] ?? ''
const rows = table.trim().split('\n').slice(2).map(row => row.split('|').slice(1, -1).map(cell => cell.trim()))

t.test('each family of paths returns the body that docs/errors.md names', async t => {
  const { app } = await testApp(t)
  t.ok(rows.length > 8)
  for (const [paths = '', body = '', example = ''] of rows) {
    const [, method, url = '', status] = /^`(\w+) (\S+)` is (\d+)$/.exec(example) ?? []
    const expected = bodies[body]
    const response = await app.inject({ method: method as 'GET', url })
    t.equal(response.statusCode, Number(status), paths)
    t.equal(response.headers['content-type'], expected?.type, paths)
    if (expected?.members !== undefined) t.strictSame(Object.keys(response.json()), expected.members, paths)
  }
})

t.test('the examples of docs/errors.md have the members of the bodies', async t => {
  const examples = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = '']) =>
    Object.keys(JSON.parse(text))
  )
  t.strictSame(examples, [bodies["Partner Center's body"]?.members, bodies['problem']?.members])
})
