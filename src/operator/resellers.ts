import type { PartnerType } from '../domain/partner.js'

/** Why `partnerId` cannot sell through `resellerId`, given the types of those that are registered; `undefined` if it can. */
export function resellerError (
  types: ReadonlyMap<string, PartnerType>,
  partnerId: string,
  resellerId: string
): string | undefined {
  return typeError(types, partnerId, 'indirect_provider') ?? typeError(types, resellerId, 'indirect_reseller')
}

/** Why a partner is not one of this type; `undefined` if it is. */
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
