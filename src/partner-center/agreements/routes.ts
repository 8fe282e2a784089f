import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { passesFilter } from '../../domain/agreements/agreement-template.js'
import type { Confirmation } from '../../domain/agreements/confirmation.js'
import { countsFrom } from '../../domain/agreements/counting-confirmations.js'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { agreementTypeFilter } from '../../http/agreement-type-filter.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { presentCollection } from '../../http/collection.js'
import { customerIdOf } from '../../http/customer-id.js'
import { installJsonBody } from '../../http/json-body.js'
import { memberNames } from '../../http/member-names.js'
import { sendNotices } from '../../http/notices.js'
import { presentConfirmation, presentListed, readConfirmation, type ReadConfirmation } from './confirm-acceptance.js'
import { gateNotice, type CountingOptions } from './gate-notice.js'
import type { CustomerAgreementRepository, NewConfirmation } from './repository.js'
import {
  confirmationBodySchema, confirmCustomerAgreement, getCustomerAgreements,
  type AgreementResource, type ConfirmationBody
} from './schemas.js'

const withNames = memberNames(confirmationBodySchema)

/** What the routes need. */
export interface CustomerAgreementOptions extends AuthorizationOptions, CountingOptions {
  readonly customerAgreements: CustomerAgreementRepository
  readonly clock: () => Date
}

/** `POST` and `GET /customers/{id}/agreements`: confirm an acceptance, and read the confirmations. */
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
    if (isDefault && hidden > 0) {
      sendNotices(reply, [
        `${hidden} of MicrosoftCustomerAgreement not listed: without agreementType only MicrosoftCloudAgreement is`
      ])
    }
    return presentCollection(listed.map(presentListed), `/customers/${customerId}/agreements${search}`)
  })

  app.post('/customers/:customerId/agreements', {
    schema: confirmCustomerAgreement,
    attachValidation: true,
    // Before the body is read, so that the error does not depend on it.
    onRequest: async request => { authorize(request.caller, 'confirmAcceptance', options) },
    preValidation: async request => {
      request.body = withNames(request.body) as ConfirmationBody
    }
  }, async (request, reply) => await confirm(request, reply, options))
}

type ConfirmRequest = FastifyRequest<{ Body: ConfirmationBody, Params: { customerId: string } }>

async function confirm (
  request: ConfirmRequest,
  reply: FastifyReply,
  options: CustomerAgreementOptions
): Promise<AgreementResource> {
  const { customerAgreements, environment, programme } = options
  const { partnerId } = request.caller.partner
  const customerId = customerIdOf(request.params)
  const now = options.clock()
  const body = await read(request, () => customerAgreements.hasRelationship(partnerId, customerId), now)
  const counts = countsFrom(body.confirmation.agreementType, now.getTime(), environment, programme)
  const confirmed = await customerAgreements.confirm(
    newConfirmation(request, customerId, body.confirmation, counts, now)
  )
  switch (confirmed.outcome) {
    case 'unrelated': throw new ApiError('NoCustomerRelationship')
    case 'requestReused': throw new ApiError('RequestIdReused')
    case 'duplicate':
      // Without the notice, nothing tells a client that its corrected date does not count either.
      sendNotices(reply, gateNotices(body, counts, now, options))
      throw new ApiError('PartnerConfirmedAgreementAlreadyExists')
    case 'stored':
      sendNotices(reply, [...body.notices, ...gateNotices(body, counts, now, options)])
      break
    case 'replayed': {
      // The first response again, whatever rules apply since then.
      const { confirmation: { agreementType }, receivedAt } = confirmed
      const countedFrom = countsFrom(agreementType, receivedAt.getTime(), environment, programme)
      sendNotices(reply, [...body.notices, ...gateNotices(body, countedFrom, receivedAt, options)])
    }
  }
  reply.code(201)
  return presentConfirmation(confirmed.confirmation)
}

/**
 * Reads the body. Only a partner of the customer learns what is wrong with it: Partner Center checks the relationship
 * before the content.
 */
async function read (
  request: ConfirmRequest,
  hasRelationship: () => Promise<boolean>,
  now: Date
): Promise<ReadConfirmation> {
  try {
    if (request.validationError !== undefined) throw request.validationError
    return readConfirmation(request.body, request.caller.token.objectId, now)
  } catch (error) {
    throw await hasRelationship() ? error : new ApiError('NoCustomerRelationship')
  }
}

function gateNotices (
  { confirmation, agreedAt }: ReadConfirmation,
  countsFrom: number,
  at: Date,
  options: CountingOptions
): string[] {
  return agreedAt >= countsFrom ? [] : [gateNotice(confirmation.agreementType, countsFrom, at.getTime(), options)]
}

function newConfirmation (
  request: FastifyRequest,
  customerId: string,
  confirmation: Confirmation,
  countsFrom: number,
  receivedAt: Date
): NewConfirmation {
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
