import type { Database } from '../database/connect.js'

/** A partner, as people read it. */
export interface NamedPartner {
  readonly id: string
  readonly name: string
}

/** SQL for the partner `resellerId` if it is an indirect reseller of the provider `providerId`; no row otherwise. */
export const resellerOf = (providerId: string, resellerId: string) => `
        SELECT p.partner_id AS id, p.name
        FROM partner p
        WHERE p.partner_id = ${resellerId}
          AND p.type = 'indirect_reseller'
          AND p.indirect_provider_id = ${providerId}`

// $1: the provider. $2: the partner.
const statement = { name: 'reseller_of', text: resellerOf('$1', '$2') }

/** Returns a partner if it is an indirect reseller of the provider; `undefined` otherwise. */
export async function findReseller (
  database: Database,
  providerId: string,
  partnerId: string
): Promise<NamedPartner | undefined> {
  const [found] = await database.read<NamedPartner>(statement, [providerId, partnerId])
  return found
}
