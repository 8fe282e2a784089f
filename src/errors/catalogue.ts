/** How well Partner Center's behaviour is known: documented, observed, reported by vendors, or a decision of ours. */
export type Grade = 'documented' | 'observed' | 'vendor' | 'ours'

/** One refusal: what the wire carries, and where that is known from. */
export interface CatalogueEntry {
  readonly status: number
  /** Partner Center's code. Entries of grade `ours` without a fitting one carry the HTTP status instead. */
  readonly code: number
  /** The wording; `{name}` stands for a parameter. */
  readonly text: string
  readonly source: string
  readonly grade: Grade
  /** The page or report that the entry rests on; for `ours`, the number in openapi/deviations.md. */
  readonly reference: string
  readonly isRetryable?: true
}

const errorCodes = 'https://learn.microsoft.com/partner-center/developer/error-codes'
const mpaStatus = 'https://learn.microsoft.com/partner-center/developer/verify-indirect-reseller-mpa-status'
const confirming = 'https://learn.microsoft.com/partner-center/developer/confirm-customer-consent-customer-agreement'

const customers = 'CustomersService'
const frontDoor = 'PartnerFD'
const controllers = 'PartnerApiServiceControllers'
const ours = 'partner-agreements'

/**
 * Every refusal that this service can answer with, by our name for it, which is also its `errorName`. Codes are
 * Partner Center's own; wording too where it is known. The table of docs/errors.md and the OpenAPI document are compared
 * with it in both directions.
 */
export const catalogue = {
  // Who calls
  PartnerTokenMissing: {
    status: 401,
    code: 800001,
    text: 'The partner token is missing: send an Authorization header with a Bearer token.',
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes
  },
  AccessDenied: {
    status: 401,
    code: 400,
    text: 'Access denied: the token is not valid, or its tenant is not registered here as a partner.',
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes
  },
  TokenAudienceNotSupported: {
    status: 401,
    code: 900420,
    text: 'The audience of the token is not supported: ask for https://api.partnercenter.microsoft.com.',
    source: frontDoor,
    grade: 'vendor',
    reference: 'https://learn.microsoft.com/partner-center/announcements/2025-february'
  },
  MfaRequired: {
    status: 401,
    code: 900421,
    text: 'The token has no claim of multi-factor authentication: sign in with MFA.',
    source: frontDoor,
    grade: 'vendor',
    reference: 'https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa'
  },
  NationalCloudNotSupported: {
    status: 403,
    code: 2032,
    text: 'Access denied: agreements are a resource of the public cloud only; national clouds have none.',
    source: frontDoor,
    grade: 'ours',
    reference: 'D12'
  },
  AppOnlyNotSupported: {
    status: 403,
    code: 900329,
    text: 'The resource does not support application-only authentication: call it with a token of an app and a user.',
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes
  },
  AuthorizationFailed: {
    status: 403,
    code: 1002,
    text: 'Authorization Failed',
    source: frontDoor,
    grade: 'observed',
    reference: 'https://github.com/microsoft/Partner-Center-PowerShell/issues/211'
  },
  ApplicationNotRegistered: {
    status: 403,
    code: 2032,
    text: 'Access denied: the application {applicationId} is not registered to call without a user. The operator registers it with `partner-agreements partner application add`.',
    source: frontDoor,
    grade: 'ours',
    reference: 'D88'
  },
  RoleNotAllowed: {
    status: 403,
    code: 900150,
    text: 'The supplied role does not have rights to this resource: it takes an Admin agent or a Sales agent.',
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes
  },
  NoCustomerRelationship: {
    status: 403,
    code: 20002,
    text: 'No relationship between caller and account.',
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes
  },

  // Confirming an agreement
  CustomerIdNotGuid: {
    status: 400,
    code: 2000,
    text: 'Tenant Id must be a GUID.',
    source: controllers,
    grade: 'documented',
    reference: mpaStatus
  },
  PropertyMissing: {
    status: 400,
    code: 3000,
    text: 'Invalid property: {property} is required.',
    source: customers,
    grade: 'ours',
    reference: 'D5'
  },
  PropertyInvalid: {
    status: 400,
    code: 3000,
    text: 'Invalid property: {property} {problem}.',
    source: customers,
    grade: 'ours',
    reference: 'D5'
  },
  TemplateUnknown: {
    status: 400,
    code: 3000,
    text: 'Invalid property: templateId is not the id of an agreement template; see GET /v1/agreements.',
    source: customers,
    grade: 'ours',
    reference: 'D5'
  },
  TemplateRetired: {
    status: 400,
    code: 3000,
    text: "Microsoft Cloud Agreement Template ID '998b88de-aa99-4388-a42c-1b3517d49490' is no longer supported.",
    source: customers,
    grade: 'observed',
    reference: 'https://github.com/microsoft/Partner-Center-PowerShell/issues/292'
  },
  DateAgreedInFuture: {
    status: 400,
    code: 600002,
    text: 'Date of agreement cannot be greater than the current date.',
    source: customers,
    grade: 'observed',
    reference: 'https://github.com/microsoft/Partner-Center-PowerShell/issues/26'
  },
  PartnerConfirmedAgreementAlreadyExists: {
    status: 400,
    code: 600061,
    text: 'A partner confirmed agreement already exists for the customer.',
    source: customers,
    grade: 'documented',
    reference: confirming
  },
  RequestIdReused: {
    status: 409,
    code: 409,
    text: 'The MS-RequestId was used before with another request: send a new one with every new request.',
    source: ours,
    grade: 'ours',
    reference: 'D9'
  },

  // Reading
  AgreementTypeUnknown: {
    status: 400,
    code: 3000,
    text: 'Invalid property: agreementType is MicrosoftCloudAgreement, MicrosoftCustomerAgreement or *.',
    source: customers,
    grade: 'ours',
    reference: 'D3'
  },
  TemplateNotFound: {
    status: 404,
    code: 1000,
    text: 'Not found: no document is offered for this template id (ids are case-sensitive here).',
    source: customers,
    grade: 'ours',
    reference: 'D14'
  },
  DocumentNotImported: {
    status: 404,
    code: 1000,
    text: 'Not found: no document of this template was imported; the operator does that with `partner-agreements template import`.',
    source: ours,
    grade: 'ours',
    reference: 'D14'
  },
  DownloadLinkRefused: {
    status: 403,
    code: 2032,
    text: 'Access denied: the link has expired or is not valid; ask for a new one.',
    source: ours,
    grade: 'ours',
    reference: 'D15'
  },

  // Customers
  OrganizationRegistrationMissing: {
    status: 400,
    code: 600049,
    text: 'Organization registration id information is missing.',
    source: customers,
    grade: 'documented',
    reference: errorCodes
  },
  CustomerPhoneNumberMissing: {
    status: 400,
    code: 600051,
    text: 'Customer phone number is missing.',
    source: customers,
    grade: 'documented',
    reference: errorCodes
  },
  CustomerDomainTaken: {
    status: 409,
    code: 409,
    text: 'The domain is taken: another customer was created with it.',
    source: ours,
    grade: 'ours',
    reference: 'D50'
  },
  CustomerCreationNotForwarded: {
    status: 501,
    code: 0,
    text: 'Customers are not created here: the operator sets PARTNER_CENTER_URL to have creations forwarded, or registers customers of Partner Center with `partner-agreements customer add` or `customer import`.',
    source: ours,
    grade: 'ours',
    reference: 'D51'
  },

  // Orders, carts and subscriptions
  AgreementNotAccepted: {
    status: 403,
    code: 13605,
    text: 'Either a partner confirmation that the customer has accepted the Microsoft Customer Agreement must be provided or the customer must accept the Microsoft Customer Agreement in the Microsoft Admin Center before you can complete this purchase.',
    source: controllers,
    grade: 'documented',
    reference: errorCodes
  },
  ETagNotValid: {
    status: 400,
    code: 2055,
    text: 'The ETag is no longer valid: read the resource again and send the ETag that it has now.',
    source: controllers,
    grade: 'documented',
    reference: errorCodes
  },
  SandboxLacksProperty: {
    status: 400,
    code: 3000,
    text: 'Invalid property: {property} is not known to the sandbox, which would have to ignore it.',
    source: ours,
    grade: 'ours',
    reference: 'D37'
  },
  PartnerCenterNotConfigured: {
    status: 501,
    code: 0,
    text: 'Orders, carts and subscriptions are not kept here: the operator sets PARTNER_CENTER_URL to have allowed requests forwarded.',
    source: ours,
    grade: 'ours',
    reference: 'D39'
  },
  PartnerCenterUnreachable: {
    status: 502,
    code: 502,
    text: 'Partner Center cannot be reached. Nothing was ordered or changed.',
    source: ours,
    grade: 'ours',
    reference: 'D41',
    isRetryable: true
  },
  PartnerCenterTimeout: {
    status: 504,
    code: 504,
    text: 'Partner Center did not answer in time. Nothing was ordered or changed.',
    source: ours,
    grade: 'ours',
    reference: 'D41',
    isRetryable: true
  },
  PartnerCenterAnswerLost: {
    status: 502,
    code: 502,
    text: 'The connection to Partner Center broke before it answered. The outcome is unknown: look whether the request took effect before you send it again.',
    source: ours,
    grade: 'ours',
    reference: 'D41'
  },
  PartnerCenterAnswerLate: {
    status: 504,
    code: 504,
    text: 'Partner Center did not answer in time. The outcome is unknown: look whether the request took effect before you send it again.',
    source: ours,
    grade: 'ours',
    reference: 'D41'
  },

  // Microsoft Partner Agreement status
  TenantIdNotGuid: {
    status: 400,
    code: 2000,
    text: 'Tenant Id must be a GUID.',
    source: controllers,
    grade: 'documented',
    reference: mpaStatus
  },
  MpnIdNotNumeric: {
    status: 400,
    code: 2000,
    text: 'MPN Id must be numeric.',
    source: controllers,
    grade: 'documented',
    reference: mpaStatus
  },
  MpnIdAndTenantIdGiven: {
    status: 400,
    code: 2000,
    text: 'Only one of MPN Id and Tenant Id can be given.',
    source: 'ComplianceController',
    grade: 'documented',
    reference: mpaStatus
  },
  MpnIdOrTenantIdMissing: {
    status: 400,
    code: 2001,
    text: 'An MPN Id or a Tenant Id must be given.',
    source: 'ComplianceController',
    grade: 'documented',
    reference: mpaStatus
  },
  MpnIdUnknown: {
    status: 400,
    code: 2200,
    text: 'The MPN Id is not valid or not known.',
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus
  },
  CspRegionMismatch: {
    status: 400,
    code: 2201,
    text: 'The CSP region of the indirect reseller is not that of the caller.',
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus
  },
  PartnerAgreementNotSigned: {
    status: 400,
    code: 2203,
    text: 'The MPN account has not signed the Microsoft Partner Agreement.',
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus
  },
  CspEnrolmentMissing: {
    status: 400,
    code: 2204,
    text: 'The MPN account has no CSP enrolment.',
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus
  },
  TenantUnknown: {
    status: 400,
    code: 2205,
    text: 'No account was found for the Tenant Id.',
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus
  },
  TenantAgreementNotSigned: {
    status: 400,
    code: 2206,
    text: 'The account of the Tenant Id has not signed the Microsoft Partner Agreement.',
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus
  },

  // Invitations
  DirectAcceptanceNotAvailable: {
    status: 409,
    code: 409,
    text: 'Direct acceptance is not available for this customer. Confirm its acceptance yourself: POST /v1/customers/{customerId}/agreements.',
    source: ours,
    grade: 'ours',
    reference: 'D58'
  },
  DirectlyAcceptedAlready: {
    status: 409,
    code: 409,
    text: 'The customer itself has accepted the current Microsoft Customer Agreement: there is nothing to invite it to.',
    source: ours,
    grade: 'ours',
    reference: 'D58'
  },
  InvitationDocumentMissing: {
    status: 409,
    code: 409,
    text: 'No document of the Microsoft Customer Agreement was imported for {locale}; the operator does that with `partner-agreements template import`.',
    source: ours,
    grade: 'ours',
    reference: 'D57'
  },
  InvitationEnded: {
    status: 409,
    code: 409,
    text: 'The invitation has ended: it was {status}.',
    source: ours,
    grade: 'ours',
    reference: 'D59'
  },
  InvitationOutdated: {
    status: 409,
    code: 409,
    text: 'The document of this invitation was replaced: make a new invitation.',
    source: ours,
    grade: 'ours',
    reference: 'D59'
  },
  ResponseNotRepeatable: {
    status: 409,
    code: 409,
    text: 'The request was carried out before, but its response cannot be shown again: it was encrypted under another LINK_SIGNING_KEY. Read the invitation (GET /acceptance/v1/invitations/{invitationId}), and resend it if you need a link.',
    source: ours,
    grade: 'ours',
    reference: 'D98'
  },
  MailNotConfigured: {
    status: 501,
    code: 501,
    text: 'Mail is not sent from here unless the operator sets SMTP_URL and MAIL_FROM: leave sendMail out, and send the mail of the answer yourself.',
    source: ours,
    grade: 'ours',
    reference: 'D60'
  },

  // The wire
  RequestInvalid: {
    status: 400,
    code: 800002,
    text: 'Invalid request input: {problem}.',
    source: controllers,
    grade: 'documented',
    reference: errorCodes
  },
  NotFound: {
    status: 404,
    code: 1000,
    text: 'Not found: no such resource.',
    source: controllers,
    grade: 'documented',
    reference: errorCodes
  },
  MethodNotAllowed: {
    status: 405,
    code: 405,
    text: 'The method is not allowed here; the Allow header lists those that are.',
    source: ours,
    grade: 'ours',
    reference: 'D16'
  },
  TooManyRequests: {
    status: 429,
    code: 429,
    text: 'Rate limit is exceeded. Try again in {seconds} seconds.',
    source: ours,
    grade: 'documented',
    reference: 'https://learn.microsoft.com/partner-center/developer/api-throttling-guidance',
    isRetryable: true
  },
  UnexpectedError: {
    status: 500,
    code: 800003,
    text: 'Unexpected service error.',
    source: controllers,
    grade: 'documented',
    reference: errorCodes,
    isRetryable: true
  },
  TemporarilyUnavailable: {
    status: 503,
    code: 503,
    text: 'The service cannot answer just now and the outcome of the request is unknown: repeat it with the same MS-RequestId.',
    source: ours,
    grade: 'ours',
    reference: 'D17',
    isRetryable: true
  },
  ServiceOverloaded: {
    status: 503,
    code: 503,
    text: 'The service has more requests than it can take just now. Nothing was done: repeat the request with the same MS-RequestId.',
    source: ours,
    grade: 'ours',
    reference: 'D83',
    isRetryable: true
  },
  SigningKeysUnavailable: {
    status: 503,
    code: 503,
    text: 'The keys that sign tokens cannot be fetched from Entra ID just now, so the token cannot be verified. Nothing was begun: repeat the request.',
    source: ours,
    grade: 'ours',
    reference: 'D17',
    isRetryable: true
  }
} as const satisfies Readonly<Record<string, CatalogueEntry>>

/** Our name of a refusal, and its `errorName` on the wire. */
export type ErrorName = keyof typeof catalogue

/** The entry of a name. */
export function entryOf (name: ErrorName): CatalogueEntry {
  return catalogue[name]
}
