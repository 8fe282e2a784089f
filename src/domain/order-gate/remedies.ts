import { agreementTemplates, type AgreementTemplate } from '../agreements/agreement-template.js'
import { countsFrom } from '../agreements/counting-confirmations.js'
import { satisfies, type Acceptance, type DatedRule } from './dated-rules.js'
import type { OrderGateFacts } from './decide-order.js'
import type { AcceptanceKind, Programme } from '../programme.js'

/** What the partner can do about a blocked transaction. */
export type Remedy =
  | {
    readonly kind: 'confirmByAttestation',
    readonly method: 'POST',
    readonly path: string,
    readonly templateId: string,
    readonly differentContactNeeded: boolean
  }
  | { readonly kind: 'inviteDirectAcceptance', readonly available: true }
  | {
    readonly kind: 'inviteDirectAcceptance',
    readonly available: false,
    readonly because: 'boughtThroughPartner' | 'notAvailable' | 'notOffered'
  }
  | { readonly kind: 'indirectProviderConfirms' }

// The newest agreement comes first, because it satisfies later rules too.
const newestFirst = agreementTemplates.toReversed()

/** The remedies for the broken rules, in order of preference. */
export function remediesFor (
  facts: OrderGateFacts,
  broken: readonly DatedRule[],
  acceptances: readonly Acceptance[],
  at: number,
  programme: Programme
): Remedy[] {
  const wouldSatisfy = (kind: AcceptanceKind) => broken.every(rule => satisfies({ kind, acceptedAt: at }, rule, at))
  const invitation = inviteRemedy(facts, wouldSatisfy('directAcceptance'))
  // R1: an indirect reseller cannot confirm.
  if (facts.partner.type === 'indirect_reseller') return [invitation, { kind: 'indirectProviderConfirms' }]
  const template = newestFirst.find(({ agreementType }) => wouldSatisfy(agreementType))
  if (template === undefined) return [invitation]
  const counting = countsFrom(template.agreementType, at, facts.environment, programme)
  return [confirmRemedy(facts, template, acceptances.filter(({ acceptedAt }) => acceptedAt >= counting)), invitation]
}

function confirmRemedy (
  { customerId }: OrderGateFacts,
  { templateId, agreementType }: AgreementTemplate,
  counting: readonly Acceptance[]
): Remedy {
  return {
    kind: 'confirmByAttestation',
    method: 'POST',
    path: `/v1/customers/${customerId}/agreements`,
    templateId,
    // The same contact is rejected as a duplicate (600061), unless the confirmation on file does not count.
    differentContactNeeded: counting.some(({ kind }) => kind === agreementType)
  }
}

function inviteRemedy (facts: OrderGateFacts, isOffered: boolean): Remedy {
  if (!isOffered) return { kind: 'inviteDirectAcceptance', available: false, because: 'notOffered' }
  // R25. What another partner sold is not told: "not available" is enough.
  if (facts.boughtThroughPartner) {
    return { kind: 'inviteDirectAcceptance', available: false, because: 'boughtThroughPartner' }
  }
  if (facts.directAcceptanceClosed === true) {
    return { kind: 'inviteDirectAcceptance', available: false, because: 'notAvailable' }
  }
  return { kind: 'inviteDirectAcceptance', available: true }
}
