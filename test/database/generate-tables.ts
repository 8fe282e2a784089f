import { writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { Kysely, PostgresDialect as KyselyDialect } from 'kysely'
import { generate, PostgresDialect, type GenerateOptions } from 'kysely-codegen'
import pg from 'pg'
import { migrate } from '../../src/database/migrate.js'
import { startCluster } from '../helper/cluster.js'
import { projectFile } from '../helper/project.js'

/** Where the types of the tables are committed. */
export const tablesFile = projectFile('src/database/tables.ts')

// Where the domain has a name for the values of a column that PostgreSQL checks.
const named = {
  'customer_agreement.agreement_type': 'AgreementType',
  'partner.cloud': 'Cloud',
  'partner.type': 'PartnerType'
}
const customImports = {
  AgreementType: '../domain/agreements/agreement-template.js',
  Cloud: '../domain/partner.js',
  PartnerType: '../domain/partner.js'
}

/** The types of all tables of a migrated database. */
export async function generateTables (url: string): Promise<string> {
  const db = new Kysely({ dialect: new KyselyDialect({ pool: new pg.Pool({ connectionString: url }) }) })
  try {
    const generated = await generate({
      // The package has Kysely's types of CommonJS.
      db: db as unknown as GenerateOptions['db'],
      dialect: new PostgresDialect({ dateParser: 'string' }),
      excludePattern: 'kysely_*',
      overrides: { columns: named },
      customImports
    })
    return generated.replace('export interface DB {', 'export interface Tables {')
  } finally {
    await db.destroy()
  }
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) {
  const cluster = await startCluster()
  try {
    await migrate(cluster.url)
    await writeFile(tablesFile, await generateTables(cluster.url))
  } finally {
    await cluster.stop()
  }
}
