import { agreementTemplates, type AgreementTemplate } from './agreement-template.js'
import { satisfies, type Acceptance, type DatedRule } from './dated-rules.js'
import type { OrderGateFacts } from './order-gate.js'
import type { AcceptanceKind } from './programme.js'

/** What to do about a refusal. */
export type Remedy =
  | { readonly kind: 'confirmByAttestation', readonly method: 'POST', readonly path: string, readonly templateId: string, readonly differentContactNeeded: boolean }
  | { readonly kind: 'inviteDirectAcceptance', readonly available: true }
  | { readonly kind: 'inviteDirectAcceptance', readonly available: false, readonly because: 'boughtThroughPartner' | 'notOffered' }
  | { readonly kind: 'indirectProviderConfirms' }

// The newest agreement first: it satisfies later rules too.
const templates = agreementTemplates.toReversed()

/** How to satisfy the rules that were broken, the best way first. */
export function remediesFor (facts: OrderGateFacts, broken: readonly DatedRule[], acceptances: readonly Acceptance[], at: number): Remedy[] {
  const wouldDo = (kind: AcceptanceKind) => broken.every(rule => satisfies({ kind, acceptedAt: at }, rule, at))
  const invitation = invite(facts, wouldDo('directAcceptance'))
  // R1: an indirect reseller cannot confirm.
  if (facts.partner.type === 'indirect_reseller') return [invitation, { kind: 'indirectProviderConfirms' }]
  const template = templates.find(({ agreementType }) => wouldDo(agreementType))
  return template === undefined ? [invitation] : [attest(facts, template, acceptances), invitation]
}

function attest ({ customerId }: OrderGateFacts, { templateId, agreementType }: AgreementTemplate, acceptances: readonly Acceptance[]): Remedy {
  return {
    kind: 'confirmByAttestation',
    method: 'POST',
    path: `/v1/customers/${customerId}/agreements`,
    templateId,
    // The contact that is on file already would be refused as a duplicate (600061).
    differentContactNeeded: acceptances.some(({ kind }) => kind === agreementType)
  }
}

function invite ({ boughtThroughPartner }: OrderGateFacts, isOffered: boolean): Remedy {
  if (!isOffered) return { kind: 'inviteDirectAcceptance', available: false, because: 'notOffered' }
  // R25
  if (boughtThroughPartner) return { kind: 'inviteDirectAcceptance', available: false, because: 'boughtThroughPartner' }
  return { kind: 'inviteDirectAcceptance', available: true }
}
