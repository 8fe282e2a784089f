import type { Database } from '../database/connect.js'

/** What is known of a partner's Microsoft Partner Agreement. */
export interface PartnerAgreement {
  /** Region of its CSP enrolment; null without one. */
  readonly cspRegion: string | null
  /** `YYYY-MM-DD`; null while not signed. */
  readonly signedOn: string | null
}

/** Partners by the two ids that the status can be asked with. `undefined` where there is none. */
export interface PartnerAgreementRepository {
  ofMpnId (mpnId: string): Promise<PartnerAgreement | undefined>
  ofTenant (tenantId: string): Promise<PartnerAgreement | undefined>
}

/** The repository on PostgreSQL. */
export function partnerAgreementRepository (database: Database): PartnerAgreementRepository {
  const partners = () => database.kysely.selectFrom('partner').select(['csp_region as cspRegion', 'partner_agreement_signed_on as signedOn'])
  return {
    ofMpnId: mpnId => partners().where('mpn_id', '=', mpnId).executeTakeFirst(),
    ofTenant: tenantId => partners().where('partner_id', '=', tenantId).executeTakeFirst()
  }
}
