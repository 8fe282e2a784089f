/**
 * Operations of Partner Center that are not mirrored, on paths of which others are; each is a method and a route's
 * pattern. They are 404, as on paths that are not mirrored at all: SDKs offer them, and the Java SDK repeats a call
 * that is answered with 405 for ever (D76).
 */
export const notMirrored: ReadonlySet<string> = new Set([
  'DELETE /v1/customers/:customerId',
  'PATCH /v1/customers/:customerId',
  ...['upgrades', 'transitions', 'conversions'].map(
    changes => `GET /v1/customers/:customerId/subscriptions/:subscriptionId/${changes}`
  )
])
