import type pg from 'pg'
import { BoundedClient } from './bounded-client.js'
import { rejectingWarnings } from './commit-warnings.js'
import { usualLimits } from './limits.js'

// All rights of the service. There is no UPDATE and no DELETE, so that it cannot change what it has recorded.
const readable = [
  'partner',
  'partner_application',
  'customer',
  'reselling_relationship',
  'document_content',
  'agreement_document',
  'customer_agreement',
  'direct_acceptance',
  'purchase',
  'acceptance_summary',
  'invitation_summary',
  'gate_decision',
  'invitation',
  'invitation_token',
  'invitation_event',
  'invitation_end',
  'invitation_request',
  'acceptance_evidence',
  'spent_cookie',
  'kysely_migration'
]
const insertable = [
  'customer', 'reselling_relationship', 'customer_agreement', 'direct_acceptance', 'purchase', 'gate_decision',
  'invitation', 'invitation_token', 'invitation_event', 'invitation_end', 'invitation_request', 'acceptance_evidence',
  'spent_cookie'
]
// The sandbox's orders and carts are not evidence, so they may change.
const sandboxInsertable = ['sandbox_resource', 'sandbox_request', 'sandbox_user']
const sandboxUpdatable = ['sandbox_resource']

/** The service's role, and whether it was created now. */
export interface ApplicationRole {
  readonly role: string
  readonly created: boolean
}

/**
 * Grants the role of `applicationUrl` exactly the rights that the service needs, over a connection of the tables'
 * owner. A missing role is created with the URL's password, which requires CREATEROLE. A repetition changes nothing,
 * except that with `setPassword` an existing role gets the URL's password. Only a sandbox gets rights on the sandbox's
 * tables.
 */
export async function prepareApplicationRole (
  ownerUrl: string, applicationUrl: string, { sandbox = false, setPassword = false } = {}
): Promise<ApplicationRole> {
  const application = new URL(applicationUrl)
  const role = decodeURIComponent(application.username)
  const client = new BoundedClient({
    connectionString: ownerUrl,
    connectionTimeoutMillis: usualLimits.connectMs,
    query_timeout: usualLimits.statementMs
  })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
    const name = client.escapeIdentifier(role)
    if (rowCount === 0 || setPassword) {
      const password = client.escapeLiteral(decodeURIComponent(application.password))
      await write(client, `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${name} LOGIN PASSWORD ${password}`)
    }
    await write(client, `
      -- In PostgreSQL 14 every role may create tables in this schema.
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO ${name};
      GRANT SELECT ON ${readable.join(', ')} TO ${name};
      GRANT INSERT ON ${insertable.join(', ')} TO ${name};
      GRANT EXECUTE ON FUNCTION has_bought, who_accepted, forget_expired_cookies TO ${name};`)
    if (sandbox) {
      await write(client, `
        GRANT SELECT, INSERT ON ${sandboxInsertable.join(', ')} TO ${name};
        GRANT UPDATE ON ${sandboxUpdatable.join(', ')} TO ${name};`)
    }
    return { role, created: rowCount === 0 }
  } finally {
    await client.end()
  }
}

async function write (client: pg.Client, text: string): Promise<void> {
  await rejectingWarnings(client, () => client.query(text))
}
