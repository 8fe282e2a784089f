import type { PartnerType } from '../domain/partner.js'

/**
 * Says why `partnerId` cannot sell through `resellerId`; `undefined` if it can. `types` are the types of the registered
 * partners.
 */
export function resellerError (
  types: ReadonlyMap<string, PartnerType>,
  partnerId: string,
  resellerId: string
): string | undefined {
  return typeError(types, partnerId, 'indirect_provider') ?? typeError(types, resellerId, 'indirect_reseller')
}

/** Says why a partner is not of the wanted type; `undefined` if it is. */
export function typeError (
  types: ReadonlyMap<string, PartnerType>,
  partnerId: string,
  wanted: PartnerType
): string | undefined {
  const type = types.get(partnerId)
  if (type === wanted) return undefined
  return type === undefined
    ? `${partnerId} is not a registered partner: add it with \`partner-agreements partner add\`.`
    : `${partnerId} is registered as ${words(type)}, not as ${words(wanted)}.`
}

function words (type: PartnerType): string {
  return type.replaceAll('_', '-')
}
