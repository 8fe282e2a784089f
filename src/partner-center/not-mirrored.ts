/**
 * Operations of Partner Center that are not mirrored, although others on the same path are. Each is a method and a
 * route's pattern. They get a 404 and not a 405, because SDKs offer them and the Java SDK retries a 405 without limit
 * (D76).
 */
export const notMirrored: ReadonlySet<string> = new Set([
  'DELETE /v1/customers/:customerId',
  'PATCH /v1/customers/:customerId',
  ...['upgrades', 'transitions', 'conversions'].map(
    changes => `GET /v1/customers/:customerId/subscriptions/:subscriptionId/${changes}`
  )
])
