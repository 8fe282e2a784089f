import Type, { type Static } from 'typebox'
import { acceptanceStates } from '../../domain/acceptance-status.js'
import { customerIdParams } from '../../http/customer-id.js'
import { problemResponses } from '../../http/problem.js'

const customerId = 'c5000000-0000-4000-8000-000000000005'
const example = {
  customerId,
  companyName: 'Lucerne Publishing',
  country: 'CH',
  state: 'superseded',
  since: '2022-05-02T00:00:00.000Z',
  reason: 'acceptedBeforeCutOff',
  facts: [{ kind: 'attestation', source: 'partner', date: '2022-05-02T00:00:00.000Z', counts: false, agreementType: 'MicrosoftCustomerAgreement' }],
  nextSteps: [
    { kind: 'confirmByAttestation', method: 'POST', path: `/v1/customers/${customerId}/agreements`, templateId: '117a77b0-9360-443b-8795-c6dedc750cf9', differentContactNeeded: false },
    { kind: 'inviteDirectAcceptance', available: true, method: 'POST', path: `/acceptance/v1/customers/${customerId}/invitations` }
  ]
}

const factSchema = Type.Object({
  kind: Type.Enum(['attestation', 'directAcceptance', 'invitation']),
  source: Type.Enum(['partner', 'customer'], { description: 'Who did it; the partner is you.' }),
  date: Type.String(),
  counts: Type.Boolean({ description: 'Whether it alone lets orders through.' }),
  agreementType: Type.Optional(Type.String()),
  invitationId: Type.Optional(Type.String()),
  status: Type.Optional(Type.String({ description: 'Of an invitation.' })),
  expiresAt: Type.Optional(Type.String())
}, { title: 'AcceptanceFact' })

const nextStepSchema = Type.Object({
  kind: Type.Enum(['confirmByAttestation', 'inviteDirectAcceptance', 'indirectProviderConfirms', 'awaitCustomer', 'resendInvitation']),
  method: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  templateId: Type.Optional(Type.String()),
  differentContactNeeded: Type.Optional(Type.Boolean({ description: 'Whether the contact on file would be rejected as a duplicate (600061): where its confirmation still counts.' })),
  available: Type.Optional(Type.Boolean()),
  because: Type.Optional(Type.Enum(['boughtThroughPartner', 'notAvailable', 'notOffered'])),
  until: Type.Optional(Type.String())
}, { title: 'AcceptanceNextStep' })

/** A customer's status on the wire. Instants are ISO 8601 in UTC. */
export const statusSchema = Type.Object({
  customerId: Type.String(),
  companyName: Type.String(),
  country: Type.String(),
  state: Type.Enum([...acceptanceStates]),
  since: Type.Union([Type.String(), Type.Null()], { description: 'When it was accepted, sent or ran out; for what is missing, since when it is required.' }),
  reason: Type.Optional(Type.Enum(['noAgreement', 'onlyCloudAgreement', 'acceptedBeforeCutOff', 'productNeedsCustomerAgreement'], { description: 'Why the order gate would refuse a purchase.' })),
  facts: Type.Array(factSchema, { description: 'Newest first: your attestations, the customer\'s own acceptances, your latest invitation. Nothing of other partners.' }),
  nextSteps: Type.Array(nextStepSchema, { description: 'What to do, the best first; empty where the customer is covered.' })
}, { $id: 'AcceptanceStatus', title: 'AcceptanceStatus', examples: [example] })

/** {@link statusSchema} as a type. */
export type StatusResource = Static<typeof statusSchema>

const listSchema = Type.Object({
  items: Type.Array(statusSchema),
  nextCursor: Type.Optional(Type.String({ description: 'Where the next page begins; absent on the last one.' }))
}, { $id: 'AcceptanceStatusList', title: 'AcceptanceStatusList', examples: [{ items: [example], nextCursor: customerId }] })

const common = { tags: ['Acceptance status'], security: [{ bearer: [] }] }
const everywhere = ['NationalCloudNotSupported', 'AppOnlyNotSupported'] as const

/** `GET /acceptance/v1/customers/{id}/status`. */
export const getAcceptanceStatus = {
  ...common,
  operationId: 'getAcceptanceStatus',
  summary: 'Where does this customer stand?',
  description: 'Attested, directly accepted, invited, expired, superseded, or required but missing: with its source and date, and what to do next. It is what the order gate would say about a purchase now.',
  params: customerIdParams,
  response: { 200: statusSchema, ...problemResponses('CustomerIdNotGuid', 'NoCustomerRelationship', ...everywhere) }
}

/** `GET /acceptance/v1/status`. */
export const getAcceptanceStatuses = {
  ...common,
  operationId: 'getAcceptanceStatuses',
  summary: 'Where do all customers stand?',
  description: 'In the order of `customerId`. With `state`, customers with an open or expired invitation come last, in ' +
    'the order of its expiry. JSON in pages; with `Accept: text/csv` everything from the cursor on, streamed.',
  querystring: Type.Object({
    state: Type.Optional(Type.String({ description: 'One of the states.', examples: ['requiredButMissing'] })),
    cursor: Type.Optional(Type.String({ description: '`nextCursor` of the page before, or the last `customerId` that you have.' })),
    limit: Type.Optional(Type.String({ description: 'JSON: at most so many: 1 to 500, 100 unless given.', examples: ['100'] }))
  }),
  response: {
    200: Type.Unsafe<Static<typeof listSchema> | NodeJS.ReadableStream>({
      description: 'The customers',
      content: {
        'application/json': { schema: listSchema },
        'text/csv': { schema: Type.String(), examples: { csv: { value: 'customerId,companyName,country,state,since,source,reason,invitationId,invitationExpiresAt,nextSteps\n' } } }
      }
    }),
    ...problemResponses('PropertyInvalid', ...everywhere)
  }
}
