import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Returns the IP address of a request's client, without a zone. Trusted proxies name it in a header. If the header is
 * not an IP address, the proxy's own address counts: a proxy may pass on any text that a client sent.
 */
export function clientAddress ({ ip, socket }: FastifyRequest): string {
  const addresses = [ip, socket.remoteAddress ?? ''].map(text => text.replace(/%.*$/, ''))
  return addresses.find(text => isIP(text) !== 0) ?? '::'
}
