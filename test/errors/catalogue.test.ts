import { readFileSync } from 'node:fs'
import t from 'tap'
import { catalogue, entryOf, type ErrorName } from '../../src/errors/catalogue.js'
import { documentedErrors, errorsTable } from '../docs/errors-table.js'
import { projectFile } from '../helper/project.js'

const names = Object.keys(catalogue) as ErrorName[]
const ledger = readFileSync(projectFile('openapi/deviations.md'), 'utf8')
const document = JSON.parse(readFileSync(projectFile('openapi/agreements.json'), 'utf8')) as {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }> }>
  >
  components: { examples: Record<string, { value: { code: number, description: string } }> }
}

// OpenAPI describes operations, so it cannot describe the response to a method without an operation.
const outsideOperations: ErrorName[] = ['MethodNotAllowed']

t.test('the table of docs/errors.md repeats the catalogue row by row', async t => {
  t.strictSame(documentedErrors().split('\n'), errorsTable().split('\n'), '`npm run docs` writes the table')
})

t.test('the OpenAPI document has an example of every entry, and no other', async t => {
  const examples = Object.entries(document.components.examples)
  // Our own paths present the same errors as problems, and some errors occur only there.
  t.strictSame(
    [...new Set(examples.map(([name]) => name.replace(/Problem$/, '')))].sort(),
    names.filter(name => !outsideOperations.includes(name)).sort()
  )
  for (const [name, { value }] of examples) {
    if (!name.endsWith('Problem')) t.equal(value.code, entryOf(name as ErrorName).code, name)
  }
})

t.test('an operation lists each error under its status', async t => {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const { responses } of Object.values(operations)) {
      for (const [status, response] of Object.entries(responses)) {
        for (const example of Object.keys(response.content?.['application/json']?.examples ?? {})) {
          t.equal(entryOf(example as ErrorName).status, Number(status), `${path} ${example}`)
        }
      }
    }
  }
})

t.test('an error of ours has a number in the ledger, and every other error has a source page', async t => {
  for (const name of names) {
    const { grade, reference } = entryOf(name)
    if (grade === 'ours') t.match(ledger, `| ${reference} |`, name)
    else t.match(reference, /^https:\/\//, name)
  }
})

t.test('no two decisions of the ledger share a number', async t => {
  const numbers = [...ledger.matchAll(/^\| (D\d+) \|/gm)].map(([, number]) => number)
  t.equal(new Set(numbers).size, numbers.length)
})
