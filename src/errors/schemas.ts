import Type, { type Static } from 'typebox'

/** The body of every error on a mirrored path. The official SDKs read `code`, `description` and `data`. */
export const errorSchema = Type.Object(
  {
    statusCode: Type.Optional(Type.Integer({ description: 'Only with 429' })),
    code: Type.Integer({ description: "Partner Center's error code" }),
    message: Type.String(),
    description: Type.String(),
    errorName: Type.String({ description: 'Stable name of the error' }),
    isRetryable: Type.Boolean(),
    parameters: Type.Record(Type.String(), Type.String()),
    errorMessageExtended: Type.String(),
    data: Type.Array(Type.String()),
    source: Type.String({
      description: 'The part of Partner Center that responds with this error, or `partner-agreements`'
    })
  },
  { $id: 'ApiError', title: 'ApiError' }
)

/** {@link errorSchema} as a type. */
export type ErrorResource = Static<typeof errorSchema>
