import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * The IP address that a request comes from, without a zone. Behind trusted proxies it is what they say, unless that is
 * no address: a proxy may hand on whatever text a client sent.
 */
export function clientAddress ({ ip, socket }: FastifyRequest): string {
  const addresses = [ip, socket.remoteAddress ?? ''].map(text => text.replace(/%.*$/, ''))
  return addresses.find(text => isIP(text) !== 0) ?? '::'
}
