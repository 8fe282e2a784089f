/**
 * The products whose SKU has an agreement in its `purchasePrerequisites`. The keys are offer ids or `productId:skuId`,
 * in lower case.
 *
 * Source: Partner Center, "Get a list of products by customer" and "Get a list of availabilities for a SKU by
 * customer".
 */
const prerequisites: ReadonlyMap<string, readonly string[]> = new Map([
  ['dzh318z0bps6:0001', ['MicrosoftCustomerAgreement']],
  ['ms-azr-0145p', ['MicrosoftCloudAgreement']]
])

/**
 * The agreements that a product requires; none for an unknown product. `product` is an offer id, `productId:skuId` or
 * `productId:skuId:availabilityId`, in any letter case.
 */
export function prerequisitesOf (product: string): readonly string[] {
  const [productId = '', skuId] = product.toLowerCase().split(':')
  return prerequisites.get(skuId === undefined ? productId : `${productId}:${skuId}`) ?? []
}
