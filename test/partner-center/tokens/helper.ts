import type { FastifyInstance } from 'fastify'

/** The request of an exchange. The headers whose value is `undefined` are left out. */
interface Exchange {
  readonly authorization?: string | undefined
  readonly path?: string
  readonly payload?: string
  readonly type?: string | undefined
}

/** Sends the request of an exchange. */
export async function exchange (
  app: FastifyInstance,
  { path = '/generatetoken', payload = 'grant_type=jwt_token', authorization, ...given }: Exchange
) {
  const type = 'type' in given ? given.type : 'application/x-www-form-urlencoded'
  const headers = {
    ...(authorization !== undefined && { authorization }),
    ...(type !== undefined && { 'content-type': type })
  }
  return await app.inject({ method: 'POST', url: path, headers, payload })
}
