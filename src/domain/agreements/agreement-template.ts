/** The values of `agreementType` in requests and responses. */
export type AgreementType = 'MicrosoftCloudAgreement' | 'MicrosoftCustomerAgreement'

/** The filter of a query: one agreement type, or `*` for all types. */
export type AgreementTypeFilter = AgreementType | '*'

/**
 * An agreement template. Partners confirm it by its id.
 *
 * Source: Partner Center, "Get agreement metadata for the Microsoft Customer Agreement".
 */
export interface AgreementTemplate {
  readonly templateId: string
  readonly agreementType: AgreementType
  readonly agreementLink: string
  readonly versionRank: number
  /** When confirmations of this template began to be rejected, in ms since the epoch; absent if they are accepted. */
  readonly retiredAt?: number
  /** Whether Partner Center offers the text for download. It never offered the text of the Cloud Agreement. */
  readonly hasDocument: boolean
}

/** The current template of each agreement type, in the order of the metadata. Microsoft published no other ids. */
export const agreementTemplates: readonly AgreementTemplate[] = [
  {
    templateId: '998b88de-aa99-4388-a42c-1b3517d49490',
    agreementType: 'MicrosoftCloudAgreement',
    agreementLink: 'https://learn.microsoft.com/partner-center/agreements',
    versionRank: 0,
    // R31
    retiredAt: Date.UTC(2020, 1, 1),
    hasDocument: false
  },
  {
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    agreementType: 'MicrosoftCustomerAgreement',
    agreementLink: 'https://aka.ms/customeragreement',
    versionRank: 0,
    hasDocument: true
  }
]

/** Finds a template by its id in any letter case; `undefined` if no template has that id. */
export function templateOfId (templateId: string): AgreementTemplate | undefined {
  const id = templateId.toLowerCase()
  return agreementTemplates.find(template => template.templateId === id)
}

/** The current template of an agreement type. */
export function templateOfType (type: AgreementType): AgreementTemplate {
  return agreementTemplates.find(({ agreementType }) => agreementType === type) as AgreementTemplate
}

/**
 * Parses the `agreementType` of a query; returns `undefined` for an unknown type. An absent or empty value means the
 * Cloud Agreement: Partner Center kept that default for its oldest clients.
 */
export function parseAgreementTypeFilter (text: string | undefined): AgreementTypeFilter | undefined {
  if (text === undefined || text === '') return 'MicrosoftCloudAgreement'
  if (text === '*') return '*'
  return parseAgreementType(text)
}

/** Parses an agreement type in any letter case, as Partner Center does; returns `undefined` for an unknown type. */
export function parseAgreementType (text: string): AgreementType | undefined {
  const name = text.toLowerCase()
  return agreementTemplates.find(({ agreementType }) => agreementType.toLowerCase() === name)?.agreementType
}

/** Returns whether an agreement type passes the filter. */
export function passesFilter (type: AgreementType, filter: AgreementTypeFilter): boolean {
  return filter === '*' || filter === type
}
