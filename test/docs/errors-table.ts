import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalogue, entryOf, type ErrorName } from '../../src/errors/catalogue.js'
import { projectFile } from '../helper/project.js'

const file = projectFile('docs/errors.md')
const table = /(?<=<!-- errors: .* -->\n)[\s\S]*(?=<!-- \/errors -->)/

/** The table of errors, as docs/errors.md must have it. */
export function errorsTable (): string {
  const rows = (Object.keys(catalogue) as ErrorName[]).map(name => {
    const { status, code, text, grade } = entryOf(name)
    return [status, code, `\`${name}\``, text.replaceAll('|', '\\|'), grade === 'ours' ? '*ours*' : grade]
  })
  const lines = [['status', 'code', 'name', 'text', 'known from'], Array(5).fill('---'), ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |\n`).join('')
}

/** The table of errors as it stands in docs/errors.md. */
export function documentedErrors (): string {
  return table.exec(readFileSync(file, 'utf8'))?.[0] ?? ''
}

// `npm run docs` writes the table anew.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(table, () => errorsTable()))
}
