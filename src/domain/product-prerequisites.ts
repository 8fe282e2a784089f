/**
 * Products whose SKU names an agreement among its `purchasePrerequisites`, by offer id or by `productId:skuId`.
 *
 * Source: Partner Center, "Get a list of products by customer" and "Get a list of availabilities for a SKU by customer".
 */
const prerequisites: ReadonlyMap<string, readonly string[]> = new Map([
  ['dzh318z0bps6:0001', ['MicrosoftCustomerAgreement']],
  ['ms-azr-0145p', ['MicrosoftCloudAgreement']]
])

/** The agreements that a product asks for; none for a product that is not known. Takes a catalogue item with its availability too. */
export function prerequisitesOf (product: string): readonly string[] {
  const [productId = '', skuId] = product.toLowerCase().split(':')
  return prerequisites.get(skuId === undefined ? productId : `${productId}:${skuId}`) ?? []
}
