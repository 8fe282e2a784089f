import Type, { type Static } from 'typebox'
import type { Remedy } from '../domain/order-gate/decide-order.js'

const reasonSchema = Type.Enum([
  'noAgreement', 'onlyCloudAgreement', 'acceptedBeforeCutOff', 'productNeedsCustomerAgreement'
])

const satisfiedBySchema = Type.Object(
  {
    kind: Type.Enum(['confirmation', 'directAcceptance', 'notGated']),
    agreementType: Type.Optional(Type.String()),
    acceptedAt: Type.Optional(Type.String()),
    because: Type.Optional(Type.Enum(['transactionNotGated', 'nationalCloud', 'notYetRequired']))
  },
  {
    title: 'OrderGateSatisfiedBy',
    description: 'Why it is allowed: an acceptance, or the reason why none is required.'
  }
)

const remedySchema = Type.Object(
  {
    kind: Type.Enum(['confirmByAttestation', 'inviteDirectAcceptance', 'indirectProviderConfirms']),
    method: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    templateId: Type.Optional(Type.String()),
    differentContactNeeded: Type.Optional(
      Type.Boolean({
        description:
          'True if a confirmation with the same contact would be rejected as a duplicate (600061).'
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

/** A blocked purchase, for the OpenAPI document. */
export const decisionExample = {
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

/** The JSON of a decision. Instants are ISO 8601 in UTC. `rules` are numbers of docs/programme.md. */
export const decisionSchema = Type.Object(
  {
    decisionId: Type.String(),
    outcome: Type.Enum(['allow', 'block']),
    reason: Type.Optional(reasonSchema),
    satisfiedBy: Type.Optional(satisfiedBySchema),
    rules: rulesSchema,
    since: Type.Union([Type.String(), Type.Null()]),
    lines: Type.Array(lineSchema),
    remedies: Type.Unsafe<readonly Remedy[]>(
      Type.Array(remedySchema, { description: 'What you can do, the best first.' })
    ),
    at: Type.String()
  },
  { title: 'OrderGateDecision', examples: [decisionExample] }
)

/** {@link decisionSchema} as a type. */
export type DecisionResource = Static<typeof decisionSchema>
