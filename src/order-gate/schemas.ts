import Type, { type Static } from 'typebox'
import type { Remedy } from '../domain/order-gate.js'
import { transactionKinds } from '../domain/transaction.js'
import { customerIdParams } from '../http/customer-id.js'
import { problemResponses } from '../http/problem.js'

const kindSchema = Type.Enum([...transactionKinds], { description: 'What the transaction does.' })

const questionFields = {
  transaction: Type.Optional(
    Type.Object(
      {
        kind: kindSchema,
        product: Type.Optional(
          Type.String({
            maxLength: 256,
            description: 'Offer id or catalogue item; some products ask for an agreement of their own.'
          })
        )
      },
      { additionalProperties: false, description: 'The transaction in the words of the gate.' }
    )
  ),
  request: Type.Optional(
    Type.Object(
      {
        method: Type.String({ maxLength: 16 }),
        path: Type.String({ maxLength: 2048, description: "Partner Center's path, beginning with /v1." }),
        body: Type.Optional(Type.Unknown())
      },
      { additionalProperties: false, description: "The request that you would send, in Partner Center's own shape." }
    )
  ),
  at: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'ISO 8601: decide as of then. Facts count as they stood; an acceptance after it does not.',
      examples: ['2026-01-21T00:00:00Z']
    })
  ),
  channel: Type.Optional(Type.Enum(['api', 'dashboard'], { description: '`api` unless given.' }))
}

/** One question: exactly one of `transaction` and `request`. */
export const questionSchema = Type.Object(questionFields, {
  $id: 'OrderGateQuestion',
  title: 'OrderGateQuestion',
  additionalProperties: false,
  examples: [{ transaction: { kind: 'newPurchase' } }]
})

/** {@link questionSchema} as a type. */
export type QuestionBody = Static<typeof questionSchema>

const reasonSchema = Type.Enum([
  'noAgreement', 'onlyCloudAgreement', 'acceptedBeforeCutOff', 'productNeedsCustomerAgreement'
])

const satisfiedBySchema = Type.Object({
  kind: Type.Enum(['confirmation', 'directAcceptance', 'notGated']),
  agreementType: Type.Optional(Type.String()),
  acceptedAt: Type.Optional(Type.String()),
  because: Type.Optional(Type.Enum(['transactionNotGated', 'nationalCloud', 'notYetRequired']))
}, { title: 'OrderGateSatisfiedBy', description: 'What lets it through: an acceptance, or why none is required.' })

const remedySchema = Type.Object(
  {
    kind: Type.Enum(['confirmByAttestation', 'inviteDirectAcceptance', 'indirectProviderConfirms']),
    method: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    templateId: Type.Optional(Type.String()),
    differentContactNeeded: Type.Optional(
      Type.Boolean({
        description:
          'Whether the contact on file would be rejected as a duplicate (600061): where its confirmation still counts.'
      })
    ),
    available: Type.Optional(Type.Boolean()),
    because: Type.Optional(Type.Enum(['boughtThroughPartner', 'notAvailable', 'notOffered']))
  },
  { title: 'OrderGateRemedy' }
)

const rulesSchema = Type.Unsafe<readonly string[]>(Type.Array(Type.String()))

const lineSchema = Type.Object({
  line: Type.Integer(),
  kind: Type.String(),
  outcome: Type.Enum(['allow', 'block']),
  reason: Type.Optional(reasonSchema),
  satisfiedBy: Type.Optional(satisfiedBySchema),
  rules: rulesSchema,
  since: Type.Union([Type.String(), Type.Null()])
}, { title: 'OrderGateLine' })

const example = {
  decisionId: '0f0e0d0c-0000-4000-8000-000000000001',
  outcome: 'block',
  reason: 'noAgreement',
  rules: ['R31', 'R13'],
  since: '2020-02-01T00:00:00.000Z',
  lines: [
    {
      line: 1,
      kind: 'newPurchase',
      outcome: 'block',
      reason: 'noAgreement',
      rules: ['R31', 'R13'],
      since: '2020-02-01T00:00:00.000Z'
    }
  ],
  remedies: [
    {
      kind: 'confirmByAttestation',
      method: 'POST',
      path: '/v1/customers/c1000000-0000-4000-8000-000000000001/agreements',
      templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
      differentContactNeeded: false
    },
    { kind: 'inviteDirectAcceptance', available: true }
  ],
  at: '2026-03-02T10:00:00.000Z'
}

/** A decision on the wire. Instants are ISO 8601 in UTC; rules are the numbers of the programme. */
export const decisionSchema = Type.Object({
  decisionId: Type.String(),
  outcome: Type.Enum(['allow', 'block']),
  reason: Type.Optional(reasonSchema),
  satisfiedBy: Type.Optional(satisfiedBySchema),
  rules: rulesSchema,
  since: Type.Union([Type.String(), Type.Null()]),
  lines: Type.Array(lineSchema),
  remedies: Type.Unsafe<readonly Remedy[]>(Type.Array(remedySchema, { description: 'What to do, the best first.' })),
  at: Type.String()
}, { title: 'OrderGateDecision', examples: [example] })

/** {@link decisionSchema} as a type. */
export type DecisionResource = Static<typeof decisionSchema>

const tags = ['Order gate']
const security = [{ bearer: [] }]

/** `POST /order-gate/v1/customers/{id}/decisions`. */
export const askOrderGate = {
  operationId: 'askOrderGate',
  tags,
  security,
  summary: 'May this transaction go through?',
  description:
    '200 whichever way it goes. Nothing is ordered and nothing is kept: the id is for your logs. Users and apps may ask.',
  params: customerIdParams,
  body: questionSchema,
  response: {
    200: decisionSchema,
    ...problemResponses(
      'CustomerIdNotGuid',
      'NoCustomerRelationship',
      'ApplicationNotRegistered',
      'PropertyMissing',
      'PropertyInvalid'
    )
  }
} as const

/** `POST /order-gate/v1/decisions`. */
export const askOrderGateMany = {
  operationId: 'askOrderGateMany',
  tags,
  security,
  summary: 'Up to 500 questions at once',
  description: 'One answer a question, in the same order: a decision, or the problem with the question.',
  body: Type.Object(
    {
      questions: Type.Array(
        Type.Object({ customerId: Type.String({ maxLength: 64 }), ...questionFields }, { additionalProperties: false }),
        { minItems: 1, maxItems: 500 }
      )
    },
    {
      $id: 'OrderGateQuestions',
      title: 'OrderGateQuestions',
      additionalProperties: false,
      examples: [
        { questions: [{ customerId: 'c1000000-0000-4000-8000-000000000001', transaction: { kind: 'seatIncrease' } }] }
      ]
    }
  ),
  response: {
    200: Type.Object(
      { decisions: Type.Array(Type.Unknown()) },
      { $id: 'OrderGateAnswers', title: 'OrderGateAnswers', examples: [{ decisions: [example] }] }
    ),
    ...problemResponses('ApplicationNotRegistered', 'PropertyMissing', 'PropertyInvalid')
  }
} as const

/** `GET /order-gate/v1/decisions/{id}`. */
export const getOrderGateDecision = {
  operationId: 'getOrderGateDecision',
  tags,
  security,
  summary: 'Explain an enforced decision',
  description:
    'The decision on a mirrored transaction, with the facts that it rested on then. Decisions that were only asked for are not kept.',
  params: Type.Object({ decisionId: Type.String() }),
  response: {
    200: Type.Object(
      {
        decision: decisionSchema,
        customerId: Type.String(),
        requestId: Type.String(),
        correlationId: Type.String(),
        facts: Type.Unknown()
      },
      {
        $id: 'OrderGateRecord',
        title: 'OrderGateRecord',
        examples: [
          {
            decision: example,
            customerId: 'c1000000-0000-4000-8000-000000000001',
            requestId: 'a0000000-0000-4000-8000-000000000001',
            correlationId: 'a0000000-0000-4000-8000-000000000002',
            facts: { channel: 'api', confirmations: [] }
          }
        ]
      }
    ),
    ...problemResponses('ApplicationNotRegistered', 'NotFound')
  }
} as const

/** `GET /order-gate/v1/forecast`. */
export const getOrderGateForecast = {
  operationId: 'getOrderGateForecast',
  tags,
  security,
  summary: 'Which customers would be blocked?',
  description:
    "Every one of the caller's customers whose next purchase would be refused at that instant, and why: JSON lines, or CSV by `Accept: text/csv`. Streamed in the order of `customerId`; resume after the last one you have.",
  querystring: Type.Object({
    at: Type.Optional(Type.String({ description: 'ISO 8601; now if absent.', examples: ['2026-01-21'] })),
    after: Type.Optional(Type.String({ description: 'The last `customerId` that you have.' })),
    limit: Type.Optional(Type.String({ description: 'At most so many lines.', examples: ['1000'] }))
  }),
  response: {
    200: Type.Unsafe<NodeJS.ReadableStream>({
      description: 'The blocked customers, a line each',
      content: {
        'application/x-ndjson': {
          schema: Type.String(),
          examples: {
            line: {
              value:
                '{"customerId":"c1000000-0000-4000-8000-000000000001","companyName":"Adventure Works","reason":"noAgreement","rules":["R31","R13"],"since":"2020-02-01T00:00:00.000Z","remedies":["confirmByAttestation","inviteDirectAcceptance"]}\n'
            }
          }
        },
        'text/csv': {
          schema: Type.String(),
          examples: { csv: { value: 'customerId,companyName,reason,rules,since,remedies\n' } }
        }
      }
    }),
    ...problemResponses('ApplicationNotRegistered', 'PropertyInvalid')
  }
} as const
