import { readFile } from 'node:fs/promises'
import t from 'tap'
import { testDatabase } from '../helper/database.js'
import { generateTables, tablesFile } from './generate-tables.js'

t.test('src/database/tables.ts has the types of the migrated schema', async t => {
  const { ownerUrl } = await testDatabase(t)
  t.equal(await readFile(tablesFile, 'utf8'), await generateTables(ownerUrl), 'it is outdated: run `npm run tables`')
})
