import type { Database } from '../../database/connect.js'

/** The status of a partner's Microsoft Partner Agreement. */
export interface PartnerAgreement {
  /** The region of the partner's CSP enrolment; null if the partner is not enrolled. */
  readonly cspRegion: string | null
  /** `YYYY-MM-DD`; null if the agreement is not signed. */
  readonly signedOn: string | null
}

/** Finds a partner by one of its ids; returns `undefined` if no partner has that id. */
export interface PartnerAgreementRepository {
  ofMpnId (mpnId: string): Promise<PartnerAgreement | undefined>
  ofTenant (tenantId: string): Promise<PartnerAgreement | undefined>
}

/** The repository on PostgreSQL. */
export function partnerAgreementRepository (database: Database): PartnerAgreementRepository {
  const partners = () => database.kysely
    .selectFrom('partner')
    .select(['csp_region as cspRegion', 'partner_agreement_signed_on as signedOn'])
  return {
    ofMpnId: mpnId => partners().where('mpn_id', '=', mpnId).executeTakeFirst(),
    ofTenant: tenantId => partners().where('partner_id', '=', tenantId).executeTakeFirst()
  }
}
