import Type, { type Static } from 'typebox'
import { tokenErrorResponses } from '../../errors/responses.js'

const tokenRequestSchema = Type.Object({
  grant_type: Type.String({ pattern: '^jwt_token$', description: 'Always `jwt_token`.', examples: ['jwt_token'] }),
  client_id: Type.Optional(Type.String({ description: 'Ignored, because the token names its application.' }))
}, { $id: 'TokenRequest', title: 'TokenRequest' })

/** The form body of a token exchange. */
export type TokenRequest = Static<typeof tokenRequestSchema>

const exchangedTokenSchema = Type.Object({
  access_token: Type.String({
    description: 'The token of the request, unchanged.',
    examples: ['eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9...']
  }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ minimum: 0, description: 'Whole seconds until the token expires.', examples: [3599] })
}, { $id: 'ExchangedToken', title: 'ExchangedToken' })

const shared = {
  tags: ['Authentication'],
  description: 'For clients that exchange their Entra token before their first call. The token is verified as on all ' +
    'other paths and returned unchanged. No new token is issued, and no role is required.',
  security: [{ bearer: [] }],
  consumes: ['application/x-www-form-urlencoded'],
  body: tokenRequestSchema,
  response: { 200: exchangedTokenSchema, ...tokenErrorResponses('PropertyMissing', 'PropertyInvalid') }
}

/** `POST /generatetoken` for validation, types and OpenAPI. */
export const exchangeToken = { ...shared, operationId: 'generateToken', summary: 'Exchange a token' } as const

/** `POST /v3/generatetoken`: the same operation. */
export const exchangeTokenV3 = {
  ...shared,
  operationId: 'generateTokenV3',
  summary: 'Exchange a token, version 3'
} as const
