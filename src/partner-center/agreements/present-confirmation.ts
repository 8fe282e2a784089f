import { templateOfId } from '../../domain/agreements/agreement-template.js'
import type { Confirmation, PrimaryContact } from '../../domain/agreements/confirmation.js'
import type { AgreementResource } from './schemas.js'

/** The members of a confirmation that the resource does not declare: Fastify would leave them out silently. */
type UndeclaredMember =
  | Exclude<keyof Confirmation, keyof AgreementResource | 'agreementType'>
  | Exclude<keyof PrimaryContact, keyof AgreementResource['primaryContact']>

/** Presents a confirmation with all of its members. Does not compile if the resource lacks one of them. */
export function presentConfirmation (confirmation: Confirmation): AgreementResource {
  const { agreementType: type, primaryContact, ...members } = confirmation
  const resource: [UndeclaredMember] extends [never] ? AgreementResource : UndeclaredMember = {
    ...withoutNulls(members),
    primaryContact: withoutNulls(primaryContact),
    type
  }
  return resource
}

type WithoutNulls<Members> = { [Name in keyof Members as null extends Members[Name] ? never : Name]: Members[Name] } & {
  [Name in keyof Members as null extends Members[Name] ? Name : never]?: NonNullable<Members[Name]>
}

function withoutNulls<Members extends object> (members: Members): WithoutNulls<Members> {
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(members)) if (member !== null) kept[name] = member
  return kept as WithoutNulls<Members>
}

/** Presents a confirmation in a list: with the link to its template. */
export function presentListed (confirmation: Confirmation): AgreementResource {
  const resource = presentConfirmation(confirmation)
  const template = templateOfId(confirmation.templateId)
  if (template !== undefined) resource.agreementLink = template.agreementLink
  return resource
}
