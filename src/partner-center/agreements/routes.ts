import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { passesFilter, templateOfId } from '../../domain/agreement-template.js'
import type { Confirmation, PrimaryContact } from '../../domain/confirmation.js'
import { countsFrom } from '../../domain/counting-confirmations.js'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { agreementTypeFilter } from '../../http/agreement-type-filter.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { presentCollection } from '../../http/collection.js'
import { customerIdOf } from '../../http/customer-id.js'
import { installJsonBody } from '../../http/json-body.js'
import { memberNames } from '../../http/member-names.js'
import { sendNotices } from '../../http/notices.js'
import { readConfirmation, type ReadConfirmation } from './confirm-acceptance.js'
import { gateNotice, type CountingOptions } from './gate-notice.js'
import type { Attestation, CustomerAgreementRepository } from './repository.js'
import { confirmationBodySchema, confirmCustomerAgreement, getCustomerAgreements, type AgreementResource, type ConfirmationBody } from './schemas.js'

const withNames = memberNames(confirmationBodySchema)

/** What the routes need. */
export interface CustomerAgreementOptions extends AuthorizationOptions, CountingOptions {
  readonly customerAgreements: CustomerAgreementRepository
  readonly clock: () => Date
}

/** The routes `POST` and `GET /customers/{id}/agreements`: confirm an acceptance, and read the confirmations. */
export const customerAgreementRoutes: FastifyPluginAsyncTypebox<CustomerAgreementOptions> = async (app, options) => {
  installJsonBody(app)

  app.get('/customers/:customerId/agreements', { schema: getCustomerAgreements }, async (request, reply) => {
    authorize(request.caller, 'readConfirmations', options)
    const customerId = customerIdOf(request.params)
    const { filter, search, isDefault } = agreementTypeFilter(request.query)
    const all = await options.customerAgreements.list(request.caller.partner.partnerId, customerId)
    if (all === undefined) throw new ApiError('NoCustomerRelationship')
    const listed = all.filter(({ agreementType }) => passesFilter(agreementType, filter))
    const hidden = all.length - listed.length
    if (isDefault && hidden > 0) sendNotices(reply, [`${hidden} of MicrosoftCustomerAgreement not listed: without agreementType only MicrosoftCloudAgreement is`])
    return presentCollection(listed.map(presentListed), `/customers/${customerId}/agreements${search}`)
  })

  app.post('/customers/:customerId/agreements', {
    schema: confirmCustomerAgreement,
    attachValidation: true,
    // Before the body is read, so that unauthorized callers learn nothing about the body.
    onRequest: async request => { authorize(request.caller, 'confirmAcceptance', options) },
    preValidation: async request => {
      request.body = withNames(request.body) as ConfirmationBody
    }
  }, async (request, reply) => await confirm(request, reply, options))
}

type ConfirmRequest = FastifyRequest<{ Body: ConfirmationBody, Params: { customerId: string } }>

async function confirm (request: ConfirmRequest, reply: FastifyReply, options: CustomerAgreementOptions): Promise<AgreementResource> {
  const { customerAgreements, environment, programme } = options
  const { partnerId } = request.caller.partner
  const customerId = customerIdOf(request.params)
  const now = options.clock()
  const body = await read(request, () => customerAgreements.hasRelationship(partnerId, customerId), now)
  const counts = countsFrom(body.confirmation.agreementType, now.getTime(), environment, programme)
  const answer = await customerAgreements.confirm(attestationOf(request, customerId, body.confirmation, counts, now))
  switch (answer.outcome) {
    case 'unrelated': throw new ApiError('NoCustomerRelationship')
    case 'requestReused': throw new ApiError('RequestIdReused')
    case 'duplicate':
      // Without this notice a client does not learn that its corrected date does not count either.
      sendNotices(reply, gateNotices(body, counts, now, options))
      throw new ApiError('PartnerConfirmedAgreementAlreadyExists')
    case 'stored':
      return sendConfirmed(reply, answer.confirmation, [...body.notices, ...gateNotices(body, counts, now, options)])
    case 'replayed': {
      // The notice of the first response is repeated, even if other rules apply now.
      const { confirmation, receivedAt } = answer
      const countedFrom = countsFrom(confirmation.agreementType, receivedAt.getTime(), environment, programme)
      return sendConfirmed(reply, confirmation, [...body.notices, ...gateNotices(body, countedFrom, receivedAt, options)])
    }
  }
}

/**
 * Only a partner of the customer learns about errors of the body: as in Partner Center, the relationship comes first.
 */
async function read (request: FastifyRequest<{ Body: ConfirmationBody }>, hasRelationship: () => Promise<boolean>, now: Date) {
  try {
    if (request.validationError !== undefined) throw request.validationError
    return readConfirmation(request.body, request.caller.token.objectId, now)
  } catch (error) {
    throw await hasRelationship() ? error : new ApiError('NoCustomerRelationship')
  }
}

function gateNotices ({ confirmation, agreedAt }: ReadConfirmation, countsFrom: number, at: Date, options: CountingOptions): string[] {
  return agreedAt >= countsFrom ? [] : [gateNotice(confirmation.agreementType, countsFrom, at.getTime(), options)]
}

function sendConfirmed (reply: FastifyReply, confirmation: Confirmation, notices: readonly string[]): AgreementResource {
  sendNotices(reply, notices)
  reply.code(201)
  return presentAgreement(confirmation)
}

function attestationOf (request: FastifyRequest, customerId: string, confirmation: Confirmation, countsFrom: number, receivedAt: Date): Attestation {
  const { partner, token } = request.caller
  return {
    partnerId: partner.partnerId,
    customerId,
    confirmation,
    countsFrom,
    receivedAt,
    callerTenantId: token.tenantId,
    callerApplicationId: token.applicationId,
    requestId: parseGuid(request.requestId) as string,
    requestSha256: request.bodySha256 as Buffer,
    correlationId: request.correlationId
  }
}

/** The members of a confirmation that the schema of the response lacks. Fastify would leave them out silently. */
type UndeclaredMember =
  | Exclude<keyof Confirmation, keyof AgreementResource | 'agreementType'>
  | Exclude<keyof PrimaryContact, keyof AgreementResource['primaryContact']>

/** Presents a confirmation with all its members. It is a type error if the schema of the response lacks one. */
function presentAgreement ({ agreementType: type, primaryContact, ...members }: Confirmation): AgreementResource {
  const resource: [UndeclaredMember] extends [never] ? AgreementResource : UndeclaredMember = {
    ...withoutNulls(members),
    primaryContact: withoutNulls(primaryContact),
    type
  }
  return resource
}

type WithoutNulls<Members> = { [Name in keyof Members as null extends Members[Name] ? never : Name]: Members[Name] } & {
  [Name in keyof Members as null extends Members[Name] ? Name : never]?: NonNullable<Members[Name]>
}

function withoutNulls<Members extends object> (members: Members): WithoutNulls<Members> {
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(members)) if (member !== null) kept[name] = member
  return kept as WithoutNulls<Members>
}

function presentListed (confirmation: Confirmation): AgreementResource {
  const resource = presentAgreement(confirmation)
  const template = templateOfId(confirmation.templateId)
  if (template !== undefined) resource.agreementLink = template.agreementLink
  return resource
}
