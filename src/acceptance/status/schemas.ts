import Type, { type Static } from 'typebox'
import { acceptanceStates } from '../../domain/acceptance/acceptance-status.js'
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
  facts: [
    {
      kind: 'attestation',
      source: 'partner',
      date: '2022-05-02T00:00:00.000Z',
      counts: false,
      agreementType: 'MicrosoftCustomerAgreement'
    }
  ],
  nextSteps: [
    {
      kind: 'confirmByAttestation',
      method: 'POST',
      path: `/v1/customers/${customerId}/agreements`,
      templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
      differentContactNeeded: false
    },
    {
      kind: 'inviteDirectAcceptance',
      available: true,
      method: 'POST',
      path: `/acceptance/v1/customers/${customerId}/invitations`
    }
  ]
}

const factSchema = Type.Object({
  kind: Type.Enum(['attestation', 'directAcceptance', 'invitation']),
  source: Type.Enum(['partner', 'customer'], { description: 'Who did it. `partner` is you.' }),
  date: Type.String(),
  counts: Type.Boolean({ description: 'Whether it is enough for an order.' }),
  agreementType: Type.Optional(Type.String()),
  invitationId: Type.Optional(Type.String()),
  status: Type.Optional(Type.String({ description: 'The status of an invitation.' })),
  expiresAt: Type.Optional(Type.String())
}, { title: 'AcceptanceFact' })

const nextStepSchema = Type.Object(
  {
    kind: Type.Enum([
      'confirmByAttestation', 'inviteDirectAcceptance', 'indirectProviderConfirms', 'awaitCustomer',
      'resendInvitation'
    ]),
    method: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    templateId: Type.Optional(Type.String()),
    differentContactNeeded: Type.Optional(
      Type.Boolean({
        description: 'True if a confirmation with the same contact would be rejected as a duplicate (600061).'
      })
    ),
    available: Type.Optional(Type.Boolean()),
    because: Type.Optional(Type.Enum(['boughtThroughPartner', 'notAvailable', 'notOffered'])),
    until: Type.Optional(Type.String())
  },
  { title: 'AcceptanceNextStep' }
)

/** The JSON of a customer's status. Instants are ISO 8601 in UTC. */
export const statusSchema = Type.Object(
  {
    customerId: Type.String(),
    companyName: Type.String(),
    country: Type.String(),
    state: Type.Enum([...acceptanceStates]),
    since: Type.Union([Type.String(), Type.Null()], {
      description:
        'When the agreement was accepted, or the invitation was sent or expired. If an acceptance is missing: ' +
          'since when it is required.'
    }),
    reason: Type.Optional(
      Type.Enum(['noAgreement', 'onlyCloudAgreement', 'acceptedBeforeCutOff', 'productNeedsCustomerAgreement'], {
        description: 'Why the order gate would block a purchase.'
      })
    ),
    facts: Type.Array(factSchema, {
      description:
        "Newest first: your confirmations, the customer's own acceptances, and your latest invitation. Facts of " +
          'other partners are not included.'
    }),
    nextSteps: Type.Array(nextStepSchema, {
      description: 'What you can do, the best first. Empty if nothing is required.'
    })
  },
  { $id: 'AcceptanceStatus', title: 'AcceptanceStatus', examples: [example] }
)

/** {@link statusSchema} as a type. */
export type StatusResource = Static<typeof statusSchema>

const listSchema = Type.Object(
  {
    items: Type.Array(statusSchema),
    nextCursor: Type.Optional(Type.String({ description: 'Where the next page begins. The last page has none.' }))
  },
  {
    $id: 'AcceptanceStatusList',
    title: 'AcceptanceStatusList',
    examples: [{ items: [example], nextCursor: customerId }]
  }
)

const common = { tags: ['Acceptance status'], security: [{ bearer: [] }] }
const everywhere = ['NationalCloudNotSupported', 'AppOnlyNotSupported'] as const

/** `GET /acceptance/v1/customers/{id}/status`. */
export const getAcceptanceStatus = {
  ...common,
  operationId: 'getAcceptanceStatus',
  summary: 'Get the acceptance status of a customer',
  description:
    'One of: attested, directly accepted, invited, expired, superseded, or required but missing. The response has ' +
      'its source and date, and what to do next. The order gate decides about a purchase by the same facts.',
  params: customerIdParams,
  response: { 200: statusSchema, ...problemResponses('CustomerIdNotGuid', 'NoCustomerRelationship', ...everywhere) }
}

/** `GET /acceptance/v1/status`. */
export const getAcceptanceStatuses = {
  ...common,
  operationId: 'getAcceptanceStatuses',
  summary: 'List the acceptance status of all customers',
  description:
    'In the order of `customerId`. With `state`, customers with an open or expired invitation come last, in ' +
    'the order of its expiry. JSON in pages; with `Accept: text/csv` everything from the cursor on, streamed.',
  querystring: Type.Object({
    state: Type.Optional(Type.String({ description: 'One of the states.', examples: ['requiredButMissing'] })),
    cursor: Type.Optional(
      Type.String({ description: '`nextCursor` of the previous page, or the last `customerId` that you received.' })
    ),
    limit: Type.Optional(
      Type.String({
        description: 'For JSON: the largest number of items, 1 to 500, 100 by default.',
        examples: ['100']
      })
    )
  }),
  response: {
    200: Type.Unsafe<Static<typeof listSchema> | NodeJS.ReadableStream>({
      description: 'The customers',
      content: {
        'application/json': { schema: listSchema },
        'text/csv': {
          schema: Type.String(),
          examples: {
            csv: {
              value:
                'customerId,companyName,country,state,since,source,reason,invitationId,invitationExpiresAt,nextSteps\n'
            }
          }
        }
      }
    }),
    ...problemResponses('PropertyInvalid', ...everywhere)
  }
}
