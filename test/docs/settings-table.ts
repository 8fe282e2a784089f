import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { settingsTable } from '../../src/settings/text.js'
import { projectFile } from '../helper/project.js'

const root = projectFile()
const table = /\| setting \| default \|[^\n]*\n(?:\|[^\n]*\n)+/

/** The page that has the table of settings, and the table as it stands there. */
export function documentedSettings (): { readonly page: string, readonly table: string } {
  for (const page of ['README.md', ...readdirSync(`${root}/docs`).map(file => `docs/${file}`)]) {
    const [found] = table.exec(readFileSync(`${root}/${page}`, 'utf8')) ?? []
    if (found !== undefined) return { page, table: found }
  }
  throw new Error('No page has a table with the columns "setting" and "default".')
}

// `npm run docs` writes the table anew.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = `${root}/${documentedSettings().page}`
  writeFileSync(file, readFileSync(file, 'utf8').replace(table, () => settingsTable()))
}
