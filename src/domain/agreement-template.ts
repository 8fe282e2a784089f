/** The two values of `agreementType` on the wire; there is no third. */
export type AgreementType = 'MicrosoftCloudAgreement' | 'MicrosoftCustomerAgreement'

/** What a query may ask for: one type, or `*` for all of them. */
export type AgreementTypeFilter = AgreementType | '*'

/**
 * A template that partners confirm by its id.
 *
 * Source: Partner Center, "Get agreement metadata for the Microsoft Customer Agreement".
 */
export interface AgreementTemplate {
  readonly templateId: string
  readonly agreementType: AgreementType
  readonly agreementLink: string
  readonly versionRank: number
  /** The first instant at which a confirmation of it is refused, in ms since the epoch; absent while it is accepted. */
  readonly retiredAt?: number
  /** Whether Partner Center offers its text for download; it never did for the Cloud Agreement. */
  readonly hasDocument: boolean
}

/** One current template a type, in the order in which metadata lists them. No other id was ever published. */
export const agreementTemplates: readonly AgreementTemplate[] = [
  {
    templateId: '998b88de-aa99-4388-a42c-1b3517d49490',
    agreementType: 'MicrosoftCloudAgreement',
    agreementLink: 'https://learn.microsoft.com/partner-center/agreements',
    versionRank: 0,
    // R31: from this day the Microsoft Customer Agreement alone counts.
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

/** The template of an id in any letter case; `undefined` for every other text. */
export function templateOfId (templateId: string): AgreementTemplate | undefined {
  const wanted = templateId.toLowerCase()
  return agreementTemplates.find(template => template.templateId === wanted)
}

/** The current template of a type. */
export function templateOfType (type: AgreementType): AgreementTemplate {
  return agreementTemplates.find(({ agreementType }) => agreementType === type) as AgreementTemplate
}

/**
 * What a request's `agreementType` asks for. Absent and empty mean the Cloud Agreement: Partner Center kept that
 * default for its oldest callers. `undefined` for a value that is none of the three.
 */
export function parseAgreementTypeFilter (text: string | undefined): AgreementTypeFilter | undefined {
  if (text === undefined || text === '') return 'MicrosoftCloudAgreement'
  if (text === '*') return '*'
  return parseAgreementType(text)
}

/** The agreement type of a text in any letter case, as Partner Center's enum parser takes it. */
export function parseAgreementType (text: string): AgreementType | undefined {
  const wanted = text.toLowerCase()
  return agreementTemplates.find(({ agreementType }) => agreementType.toLowerCase() === wanted)?.agreementType
}

/** Whether something of this type passes the filter. */
export function passesFilter (type: AgreementType, filter: AgreementTypeFilter): boolean {
  return filter === '*' || filter === type
}
