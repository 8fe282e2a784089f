import Type, { type Static } from 'typebox'
import { transactionKinds } from '../domain/order-gate/transaction.js'
import { customerIdParams } from '../http/customer-id.js'
import { problemResponses } from '../http/problem.js'
import { decisionExample, decisionSchema } from './decision-schema.js'

const kindSchema = Type.Enum([...transactionKinds], { description: 'What the transaction does.' })

const questionFields = {
  transaction: Type.Optional(
    Type.Object(
      {
        kind: kindSchema,
        product: Type.Optional(
          Type.String({
            maxLength: 256,
            description: 'Offer id or catalogue item. Some products need an agreement of their own.'
          })
        )
      },
      { additionalProperties: false, description: "The transaction in the order gate's own terms." }
    )
  ),
  request: Type.Optional(
    Type.Object(
      {
        method: Type.String({ maxLength: 16 }),
        path: Type.String({ maxLength: 2048, description: "Partner Center's path, beginning with /v1." }),
        body: Type.Optional(Type.Unknown())
      },
      { additionalProperties: false, description: 'The request that you would send to Partner Center.' }
    )
  ),
  at: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'The instant to decide for: ISO 8601, now by default. Later acceptances do not count.',
      examples: ['2026-01-21T00:00:00Z']
    })
  ),
  channel: Type.Optional(Type.Enum(['api', 'dashboard'], { description: '`api` by default.' }))
}

/** One question. It has exactly one of `transaction` and `request`. */
export const questionSchema = Type.Object(questionFields, {
  $id: 'OrderGateQuestion',
  title: 'OrderGateQuestion',
  additionalProperties: false,
  examples: [{ transaction: { kind: 'newPurchase' } }]
})

/** {@link questionSchema} as a type. */
export type QuestionBody = Static<typeof questionSchema>

const tags = ['Order gate']
const security = [{ bearer: [] }]

/** `POST /order-gate/v1/customers/{id}/decisions`. */
export const askOrderGate = {
  operationId: 'askOrderGate',
  tags,
  security,
  summary: 'Decides whether a transaction would be allowed',
  description:
    'Responds with 200, allowed or blocked. Orders nothing and stores nothing: the id is for your logs. Users and ' +
    'applications may call it.',
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
  summary: 'Decides up to 500 questions in one request',
  description: 'Returns one item per question, in the same order: a decision, or the problem with the question.',
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
      { $id: 'OrderGateAnswers', title: 'OrderGateAnswers', examples: [{ decisions: [decisionExample] }] }
    ),
    ...problemResponses('ApplicationNotRegistered', 'PropertyMissing', 'PropertyInvalid')
  }
} as const

/** `GET /order-gate/v1/decisions/{id}`. */
export const getOrderGateDecision = {
  operationId: 'getOrderGateDecision',
  tags,
  security,
  summary: 'Returns an enforced decision with its facts',
  description:
    'The decision on a mirrored transaction, with the facts that it depended on. Only enforced decisions are stored, ' +
    'not those of POST requests to this API.',
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
            decision: decisionExample,
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
  summary: 'Lists the customers whose next purchase would be blocked',
  description:
    "The caller's customers whose next purchase would be blocked at that instant, with the reason. The response is " +
    'JSON lines, or CSV with `Accept: text/csv`. It is streamed in the order of `customerId`. To resume, set `after` ' +
    'to the last one that you received.',
  querystring: Type.Object({
    at: Type.Optional(Type.String({ description: 'ISO 8601; now by default.', examples: ['2026-01-21'] })),
    after: Type.Optional(Type.String({ description: 'The forecast begins after this `customerId`.' })),
    limit: Type.Optional(Type.String({ description: 'The largest number of lines.', examples: ['1000'] }))
  }),
  response: {
    200: Type.Unsafe<NodeJS.ReadableStream>({
      description: 'The blocked customers, one line each',
      content: {
        'application/x-ndjson': {
          schema: Type.String(),
          examples: {
            line: {
              value:
                '{"customerId":"c1000000-0000-4000-8000-000000000001","companyName":"Adventure Works",' +
                '"reason":"noAgreement","rules":["R31","R13"],"since":"2020-02-01T00:00:00.000Z",' +
                '"remedies":["confirmByAttestation","inviteDirectAcceptance"]}\n'
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
