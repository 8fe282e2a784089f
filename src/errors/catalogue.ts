/** How well Partner Center's behaviour is known: documented, observed, reported by vendors, or a decision of ours. */
export type Grade = 'documented' | 'observed' | 'vendor' | 'ours'

/** One error: its response, and the source that documents it. */
export interface CatalogueEntry {
  readonly status: number
  /** The setting that decides the status instead, because Microsoft never published it. `status` is its default. */
  readonly statusSetting?: 'duplicateStatus'
  /** Partner Center's code. Entries of grade `ours` use the HTTP status where no code of Partner Center fits. */
  readonly code: number
  /** The message. `{name}` stands for a parameter. */
  readonly text: string
  readonly source: string
  readonly grade: Grade
  /** The page or report that documents the entry. For grade `ours`: the number in openapi/deviations.md. */
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
 * Every error that this service can respond with, by our name, which the body repeats as `errorName`. Codes are Partner
 * Center's own, and so are the messages where they are known. Tests compare the catalogue with docs/errors.md and with
 * the OpenAPI document in both directions.
 */
export const catalogue = {
  // Authentication and authorization
  PartnerTokenMissing: {
    status: 401,
    code: 800001,
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes,
    text: 'The partner token is missing: send an Authorization header with a Bearer token.'
  },
  AccessDenied: {
    status: 401,
    code: 400,
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes,
    text: 'Access denied: the token is not valid, or its tenant is not registered here as a partner.'
  },
  TokenAudienceNotSupported: {
    status: 401,
    code: 900420,
    source: frontDoor,
    grade: 'vendor',
    reference: 'https://learn.microsoft.com/partner-center/announcements/2025-february',
    text: 'The audience of the token is not supported: ask for https://api.partnercenter.microsoft.com.'
  },
  MfaRequired: {
    status: 401,
    code: 900421,
    source: frontDoor,
    grade: 'vendor',
    reference: 'https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa',
    text: 'The token has no claim of multi-factor authentication: sign in with MFA.'
  },
  NationalCloudNotSupported: {
    status: 403,
    code: 2032,
    source: frontDoor,
    grade: 'ours',
    reference: 'D12',
    text: 'Access denied: agreements exist only in the public cloud, not in national clouds.'
  },
  AppOnlyNotSupported: {
    status: 403,
    code: 900329,
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes,
    text: 'The resource does not support application-only authentication: call it with a token of an app and a user.'
  },
  AuthorizationFailed: {
    status: 403,
    code: 1002,
    source: frontDoor,
    grade: 'observed',
    reference: 'https://github.com/microsoft/Partner-Center-PowerShell/issues/211',
    text: 'Authorization Failed'
  },
  ApplicationNotRegistered: {
    status: 403,
    code: 2032,
    source: frontDoor,
    grade: 'ours',
    reference: 'D88',
    text:
      'Access denied: the application {applicationId} is not registered to call without a user. Ask the operator ' +
        'to register it with `partner-agreements partner application add`.'
  },
  RoleNotAllowed: {
    status: 403,
    code: 900150,
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes,
    text: 'The supplied role does not have rights to this resource: it takes an Admin agent or a Sales agent.'
  },
  NoCustomerRelationship: {
    status: 403,
    code: 20002,
    source: frontDoor,
    grade: 'documented',
    reference: errorCodes,
    text: 'No relationship between caller and account.'
  },

  // Confirming an agreement
  CustomerIdNotGuid: {
    status: 400,
    code: 2000,
    source: controllers,
    grade: 'documented',
    reference: mpaStatus,
    text: 'Tenant Id must be a GUID.'
  },
  PropertyMissing: {
    status: 400,
    code: 3000,
    source: customers,
    grade: 'ours',
    reference: 'D5',
    text: 'Invalid property: {property} is required.'
  },
  PropertyInvalid: {
    status: 400,
    code: 3000,
    source: customers,
    grade: 'ours',
    reference: 'D5',
    text: 'Invalid property: {property} {problem}.'
  },
  TemplateUnknown: {
    status: 400,
    code: 3000,
    source: customers,
    grade: 'ours',
    reference: 'D5',
    text: 'Invalid property: templateId is not the id of an agreement template; see GET /v1/agreements.'
  },
  TemplateRetired: {
    status: 400,
    code: 3000,
    source: customers,
    grade: 'observed',
    reference: 'https://github.com/microsoft/Partner-Center-PowerShell/issues/292',
    text: "Microsoft Cloud Agreement Template ID '998b88de-aa99-4388-a42c-1b3517d49490' is no longer supported."
  },
  DateAgreedInFuture: {
    status: 400,
    code: 600002,
    source: customers,
    grade: 'observed',
    reference: 'https://github.com/microsoft/Partner-Center-PowerShell/issues/26',
    text: 'Date of agreement cannot be greater than the current date.'
  },
  PartnerConfirmedAgreementAlreadyExists: {
    status: 400,
    statusSetting: 'duplicateStatus',
    code: 600061,
    source: customers,
    grade: 'documented',
    reference: confirming,
    text: 'A partner confirmed agreement already exists for the customer.'
  },
  RequestIdReused: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D9',
    text: 'The MS-RequestId was already used with another request. Send a new one with every new request.'
  },

  // Reading
  AgreementTypeUnknown: {
    status: 400,
    code: 3000,
    source: customers,
    grade: 'ours',
    reference: 'D3',
    text: 'Invalid property: agreementType must be MicrosoftCloudAgreement, MicrosoftCustomerAgreement or *.'
  },
  TemplateNotFound: {
    status: 404,
    code: 1000,
    source: customers,
    grade: 'ours',
    reference: 'D14',
    text: 'Not found: there is no document for this template id. Template ids are case-sensitive here.'
  },
  DocumentNotImported: {
    status: 404,
    code: 1000,
    source: ours,
    grade: 'ours',
    reference: 'D14',
    text:
      'Not found: no document of this template has been imported. Ask the operator to import it with ' +
        '`partner-agreements template import`.'
  },
  DownloadLinkRefused: {
    status: 403,
    code: 2032,
    source: ours,
    grade: 'ours',
    reference: 'D15',
    text: 'Access denied: the link has expired or is not valid. Request a new one.'
  },

  // Customers
  OrganizationRegistrationMissing: {
    status: 400,
    code: 600049,
    source: customers,
    grade: 'documented',
    reference: errorCodes,
    text: 'Organization registration id information is missing.'
  },
  CustomerPhoneNumberMissing: {
    status: 400,
    code: 600051,
    source: customers,
    grade: 'documented',
    reference: errorCodes,
    text: 'Customer phone number is missing.'
  },
  CustomerDomainTaken: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D50',
    text: 'The domain is already used by another customer. Choose another one.'
  },
  CustomerCreationNotForwarded: {
    status: 501,
    code: 0,
    source: ours,
    grade: 'ours',
    reference: 'D51',
    text:
      'Customers cannot be created here. The operator can set PARTNER_CENTER_URL to forward creations, or ' +
        'register existing customers with `partner-agreements customer add` or `customer import`.'
  },

  // Orders, carts and subscriptions
  AgreementNotAccepted: {
    status: 403,
    code: 13605,
    source: controllers,
    grade: 'documented',
    reference: errorCodes,
    text:
      'Either a partner confirmation that the customer has accepted the Microsoft Customer Agreement must be ' +
        'provided or the customer must accept the Microsoft Customer Agreement in the Microsoft Admin Center ' +
        'before you can complete this purchase.'
  },
  ETagNotValid: {
    status: 400,
    code: 2055,
    source: controllers,
    grade: 'documented',
    reference: errorCodes,
    text: 'The ETag is no longer valid: read the resource again and send the ETag that it has now.'
  },
  SandboxLacksProperty: {
    status: 400,
    code: 3000,
    source: ours,
    grade: 'ours',
    reference: 'D37',
    text: 'Invalid property: the sandbox does not support {property} and would ignore it. Leave it out.'
  },
  PartnerCenterNotConfigured: {
    status: 501,
    code: 0,
    source: ours,
    grade: 'ours',
    reference: 'D39',
    text:
      'Orders, carts and subscriptions are not stored here. The operator can set PARTNER_CENTER_URL to forward ' +
        'allowed requests.'
  },
  PartnerCenterUnreachable: {
    status: 502,
    code: 502,
    source: ours,
    grade: 'ours',
    reference: 'D41',
    isRetryable: true,
    text: 'Partner Center cannot be reached. Nothing was ordered or changed.'
  },
  PartnerCenterTimeout: {
    status: 504,
    code: 504,
    source: ours,
    grade: 'ours',
    reference: 'D41',
    isRetryable: true,
    text: 'Partner Center did not respond in time. Nothing was ordered or changed.'
  },
  PartnerCenterAnswerLost: {
    status: 502,
    code: 502,
    source: ours,
    grade: 'ours',
    reference: 'D41',
    text:
      'The connection to Partner Center broke before a response arrived. The outcome is unknown: check whether ' +
        'the request took effect before you send it again.'
  },
  PartnerCenterAnswerLate: {
    status: 504,
    code: 504,
    source: ours,
    grade: 'ours',
    reference: 'D41',
    text:
      'Partner Center did not respond in time. The outcome is unknown: check whether the request took effect ' +
        'before you send it again.'
  },

  // Microsoft Partner Agreement status
  TenantIdNotGuid: {
    status: 400,
    code: 2000,
    source: controllers,
    grade: 'documented',
    reference: mpaStatus,
    text: 'Tenant Id must be a GUID.'
  },
  MpnIdNotNumeric: {
    status: 400,
    code: 2000,
    source: controllers,
    grade: 'documented',
    reference: mpaStatus,
    text: 'MPN Id must be numeric.'
  },
  MpnIdAndTenantIdGiven: {
    status: 400,
    code: 2000,
    source: 'ComplianceController',
    grade: 'documented',
    reference: mpaStatus,
    text: 'Only one of MPN Id and Tenant Id can be given.'
  },
  MpnIdOrTenantIdMissing: {
    status: 400,
    code: 2001,
    source: 'ComplianceController',
    grade: 'documented',
    reference: mpaStatus,
    text: 'An MPN Id or a Tenant Id must be given.'
  },
  MpnIdUnknown: {
    status: 400,
    code: 2200,
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus,
    text: 'The MPN Id is not valid or not known.'
  },
  CspRegionMismatch: {
    status: 400,
    code: 2201,
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus,
    text: 'The CSP region of the indirect reseller is not that of the caller.'
  },
  PartnerAgreementNotSigned: {
    status: 400,
    code: 2203,
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus,
    text: 'The MPN account has not signed the Microsoft Partner Agreement.'
  },
  CspEnrolmentMissing: {
    status: 400,
    code: 2204,
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus,
    text: 'The MPN account has no CSP enrolment.'
  },
  TenantUnknown: {
    status: 400,
    code: 2205,
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus,
    text: 'No account was found for the Tenant Id.'
  },
  TenantAgreementNotSigned: {
    status: 400,
    code: 2206,
    source: frontDoor,
    grade: 'documented',
    reference: mpaStatus,
    text: 'The account of the Tenant Id has not signed the Microsoft Partner Agreement.'
  },

  // Invitations
  DirectAcceptanceNotAvailable: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D58',
    text:
      'Direct acceptance is not available for this customer. Confirm its acceptance yourself: POST ' +
        '/v1/customers/{customerId}/agreements.'
  },
  DirectlyAcceptedAlready: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D58',
    text:
      'The customer has already accepted the current Microsoft Customer Agreement directly. No invitation is ' +
        'needed.'
  },
  InvitationDocumentMissing: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D57',
    text:
      'No document of the Microsoft Customer Agreement has been imported for {locale}. Ask the operator to ' +
        'import it with `partner-agreements template import`.'
  },
  InvitationEnded: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D59',
    text: 'The invitation has ended: it was {status}.'
  },
  InvitationOutdated: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D59',
    text: 'The document of this invitation has been replaced. Create a new invitation.'
  },
  ResponseNotRepeatable: {
    status: 409,
    code: 409,
    source: ours,
    grade: 'ours',
    reference: 'D98',
    text:
      'The request was already carried out, but its response cannot be repeated: it was encrypted with another ' +
        'LINK_SIGNING_KEY. Read the invitation with GET /acceptance/v1/invitations/{invitationId}. Resend it if ' +
        'you need a link.'
  },
  MailNotConfigured: {
    status: 501,
    code: 501,
    source: ours,
    grade: 'ours',
    reference: 'D60',
    text:
      'Mail cannot be sent unless the operator sets SMTP_URL and MAIL_FROM. Leave out sendMail, and send the ' +
        'mail in the response yourself.'
  },

  // Any request
  RequestInvalid: {
    status: 400,
    code: 800002,
    source: controllers,
    grade: 'documented',
    reference: errorCodes,
    text: 'Invalid request input: {problem}.'
  },
  NotFound: {
    status: 404,
    code: 1000,
    source: controllers,
    grade: 'documented',
    reference: errorCodes,
    text: 'Not found: no such resource.'
  },
  MethodNotAllowed: {
    status: 405,
    code: 405,
    source: ours,
    grade: 'ours',
    reference: 'D16',
    text: 'The method is not allowed here. The Allow header lists the allowed methods.'
  },
  TooManyRequests: {
    status: 429,
    code: 429,
    source: ours,
    grade: 'documented',
    isRetryable: true,
    reference: 'https://learn.microsoft.com/partner-center/developer/api-throttling-guidance',
    text: 'Rate limit is exceeded. Try again in {seconds} seconds.'
  },
  UnexpectedError: {
    status: 500,
    code: 800003,
    source: controllers,
    grade: 'documented',
    reference: errorCodes,
    isRetryable: true,
    text: 'Unexpected service error.'
  },
  TemporarilyUnavailable: {
    status: 503,
    code: 503,
    source: ours,
    grade: 'ours',
    reference: 'D17',
    isRetryable: true,
    text:
      'The service is temporarily unavailable, and the outcome of the request is unknown. Repeat it with the ' +
        'same MS-RequestId.'
  },
  ServiceOverloaded: {
    status: 503,
    code: 503,
    source: ours,
    grade: 'ours',
    reference: 'D83',
    isRetryable: true,
    text:
      'The service has too many requests at the moment. Nothing was done: repeat the request with the same ' +
        'MS-RequestId.'
  },
  SigningKeysUnavailable: {
    status: 503,
    code: 503,
    source: ours,
    grade: 'ours',
    reference: 'D17',
    isRetryable: true,
    text:
      'The token cannot be verified, because the keys that sign tokens cannot be fetched from Entra ID at the ' +
        'moment. Nothing was done: repeat the request.'
  }
} as const satisfies Readonly<Record<string, CatalogueEntry>>

/** Our name of an error, which the body repeats as `errorName`. */
export type ErrorName = keyof typeof catalogue

/** Returns the catalogue entry of an error. */
export function entryOf (name: ErrorName): CatalogueEntry {
  return catalogue[name]
}
