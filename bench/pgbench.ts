import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onCleanup } from './cleanup.js'
import type { BenchDatabase } from './database.js'
import { template, writtenCustomers } from './dataset.js'
import { runProgram } from './processes.js'

/** Transactions a second of each script, for so many seconds. */
export interface Pgbench {
  /** The confirmations of a partner and customer, on 8 clients. */
  lookup (seconds: number): Promise<number>
  /** Two inserts, durable, on 32 clients. */
  transaction (seconds: number): Promise<number>
}

/**
 * Prepares what pgbench does of the same work: over TCP, statements prepared, as the owner (row-level security is the
 * service's business), and inserts into a table of its own with the same columns and indexes.
 */
export async function preparePgbench (database: BenchDatabase): Promise<Pgbench> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-agreements-bench-'))
  onCleanup(() => rm(folder, { recursive: true, force: true }))
  await database.owner.query(`
    CREATE TABLE bench_agreement (LIKE customer_agreement INCLUDING ALL);
    CREATE TABLE bench_event (event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, request_id uuid NOT NULL, happened_at timestamptz NOT NULL, what text NOT NULL);
    CREATE SEQUENCE bench_sequence AS integer CYCLE CACHE 1000`)
  const script = async (name: string, lines: readonly string[]) => {
    const file = join(folder, name)
    await writeFile(file, lines.join('\n'))
    return file
  }
  const lookup = await script('lookup.sql', lookupScript(database.customersOfEachPartner))
  const transaction = await script('transaction.sql', transactionScript)
  return {
    lookup: seconds => run(database, lookup, 8, seconds),
    transaction: seconds => run(database, transaction, 32, seconds)
  }
}

// The ids of dataset.ts: partner 1 has the customers that begin with c1.
const partner = "('d' || :partner || '000000-0000-4000-8000-00000000000' || :partner)::uuid"
const customer = (group: number) => `('c' || :partner || '000000-0000-4000-800${group}-' || lpad(:customer, 12, '0'))::uuid`

const lookupScript = (customers: number) => [
  '\\set partner random(1, 2)',
  `\\set customer random(0, ${customers - 1})`,
  'SELECT agreement_type, template_id, user_id, first_name, last_name, email, phone_number, date_agreed_text ' +
  `FROM customer_agreement WHERE partner_id = ${partner} AND customer_id = ${customer(0)} ORDER BY agreement_id DESC;`
]

const transactionScript = [
  '\\set partner random(1, 2)',
  `\\set customer random(0, ${writtenCustomers - 1})`,
  'BEGIN;',
  'INSERT INTO bench_agreement (partner_id, customer_id, agreement_type, sequence, template_id, user_id, first_name, last_name, email, phone_number, ' +
  'date_agreed, date_agreed_text, received_at, caller_tenant_id, caller_application_id, request_id, request_sha256, correlation_id, document_id) ' +
  `VALUES (${partner}, ${customer(1)}, '${template.agreementType}', nextval('bench_sequence'), '${template.templateId}', gen_random_uuid(), ` +
  "'Ada', 'Lovelace', 'ada.lovelace@adventure-works.example', '+1 425 555 0100', '2026-01-15T09:30:00Z', '2026-01-15T09:30:00Z', now(), " +
  "'d1000000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001', gen_random_uuid(), sha256('x'), 'c1000000-0000-4000-8000-000000000001', 1);",
  "INSERT INTO bench_event (request_id, happened_at, what) VALUES (gen_random_uuid(), now(), 'confirmed');",
  'COMMIT;'
]

async function run (database: BenchDatabase, script: string, clients: number, seconds: number): Promise<number> {
  const url = new URL(database.ownerUrl)
  const output = await runProgram('pgbench', [
    '--no-vacuum', '--protocol', 'prepared', '--client', String(clients), '--jobs', '2', '--time', String(seconds), '--file', script,
    '--host', url.hostname, '--port', url.port || '5432', '--username', decodeURIComponent(url.username), url.pathname.slice(1)
  ], { PGPASSWORD: decodeURIComponent(url.password) })
  const tps = /^tps = ([\d.]+)/m.exec(output)?.[1]
  if (tps === undefined) throw new Error(`pgbench printed no rate:\n${output}`)
  return Number(tps)
}
