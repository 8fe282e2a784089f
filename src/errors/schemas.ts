import Type, { type Static } from 'typebox'

/** The body of every refusal. `code`, `description` and `data` are what the official SDKs read. */
export const errorSchema = Type.Object(
  {
    statusCode: Type.Optional(Type.Integer({ description: 'Only with 429' })),
    code: Type.Integer({ description: "Partner Center's error code" }),
    message: Type.String(),
    description: Type.String(),
    errorName: Type.String({ description: 'Stable name of the refusal' }),
    isRetryable: Type.Boolean(),
    parameters: Type.Record(Type.String(), Type.String()),
    errorMessageExtended: Type.String(),
    data: Type.Array(Type.String()),
    source: Type.String({
      description: 'Which part of Partner Center words it so; `partner-agreements` for refusals of our own'
    })
  },
  { $id: 'ApiError', title: 'ApiError' }
)

/** {@link errorSchema} as a type. */
export type ErrorResource = Static<typeof errorSchema>
