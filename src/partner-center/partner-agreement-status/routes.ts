import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { parameter } from '../../http/query.js'
import type { PartnerAgreement, PartnerAgreementRepository } from './repository.js'
import { getAgreementSignatureStatus } from './schemas.js'

/** The parts that the routes need. */
export interface PartnerAgreementStatusOptions extends AuthorizationOptions {
  readonly partnerAgreements: PartnerAgreementRepository
}

const helpPage = 'https://learn.microsoft.com/partner-center/developer/verify-indirect-reseller-mpa-status'

type Routes = FastifyPluginAsyncTypebox<PartnerAgreementStatusOptions>

/** `GET /compliance/csp/agreementstatus`: whether a partner signed the Microsoft Partner Agreement. */
export const partnerAgreementStatusRoutes: Routes = async (app, options) => {
  const { partnerAgreements } = options
  app.get('/compliance/csp/agreementstatus', { schema: getAgreementSignatureStatus }, async request => {
    authorize(request.caller, 'readPartnerAgreementStatus', options)
    const mpnId = parameter(request.query, 'mpnId')
    const tenantId = parameter(request.query, 'tenantId')
    if (mpnId !== undefined && tenantId !== undefined) throw new ApiError('MpnIdAndTenantIdGiven')
    const { cspRegion } = request.caller.partner
    if (mpnId !== undefined) return await statusOfMpnId(mpnId, cspRegion, partnerAgreements)
    if (tenantId !== undefined) return await statusOfTenant(tenantId, cspRegion, partnerAgreements)
    throw new ApiError('MpnIdOrTenantIdMissing')
  })
}

async function statusOfMpnId (
  mpnId: string,
  callerRegion: string | null,
  partnerAgreements: PartnerAgreementRepository
) {
  if (!/^\d+$/.test(mpnId)) throw new ApiError('MpnIdNotNumeric')
  const agreement = await partnerAgreements.ofMpnId(mpnId)
  if (agreement === undefined) throw new ApiError('MpnIdUnknown', { data: [helpPage] })
  checkEnrolment(agreement, callerRegion)
  if (agreement.signedOn === null) throw new ApiError('PartnerAgreementNotSigned')
  return { isAgreementSigned: true }
}

async function statusOfTenant (
  tenantIdText: string,
  callerRegion: string | null,
  partnerAgreements: PartnerAgreementRepository
) {
  const tenantId = parseGuid(tenantIdText)
  if (tenantId === undefined) throw new ApiError('TenantIdNotGuid')
  const agreement = await partnerAgreements.ofTenant(tenantId)
  if (agreement === undefined) throw new ApiError('TenantUnknown')
  checkEnrolment(agreement, callerRegion)
  if (agreement.signedOn === null) throw new ApiError('TenantAgreementNotSigned')
  return { isAgreementSigned: true }
}

function checkEnrolment (agreement: PartnerAgreement, callerRegion: string | null): void {
  if (agreement.cspRegion === null) throw new ApiError('CspEnrolmentMissing')
  if (agreement.cspRegion !== callerRegion) throw new ApiError('CspRegionMismatch')
}
