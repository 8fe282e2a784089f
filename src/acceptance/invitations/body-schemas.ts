import Type, { type Static } from 'typebox'
import { invitationDays, invitationStatuses, mailStatuses } from '../../domain/acceptance/invitation.js'
import { issuedExample, listedExample } from './schema-examples.js'

const invitedSchema = Type.Object(
  {
    firstName: Type.String({ maxLength: 256 }),
    lastName: Type.String({ maxLength: 256 }),
    email: Type.String({ maxLength: 254 })
  },
  {
    $id: 'InvitedPerson',
    title: 'InvitedPerson',
    additionalProperties: false,
    description: 'The person who is asked to accept: an administrator of the customer.'
  }
)

const requestFields = {
  invited: invitedSchema,
  language: Type.Optional(
    Type.String({
      maxLength: 35,
      description:
        'BCP 47, of the mail and the page; by default the language of the country. The document is in the ' +
          'language that its country has.',
      examples: ['de-DE']
    })
  ),
  expiresInDays: Type.Optional(
    Type.Integer({ minimum: 1, maximum: invitationDays.most, description: `${invitationDays.default} by default.` })
  ),
  sendMail: Type.Optional(
    Type.Boolean({ description: 'Sends the mail from here, which needs SMTP_URL. Otherwise you send it.' })
  )
}

const country = (description: string) => Type.String({ maxLength: 2, description, examples: ['DE'] })
const invited = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' }

/** The body of an invitation to the agreement alone. */
export const agreementInvitationSchema = Type.Object(
  {
    ...requestFields,
    country: Type.Optional(country("ISO 3166-1 alpha-2: the country of the document; by default the customer's."))
  },
  {
    $id: 'AgreementInvitationRequest',
    title: 'AgreementInvitationRequest',
    additionalProperties: false,
    examples: [{ invited }]
  }
)

/** The body of an invitation to the reseller relationship and the agreement. */
export const customerInvitationSchema = Type.Object(
  {
    ...requestFields,
    country: country('ISO 3166-1 alpha-2: the country of the document.'),
    companyName: Type.Optional(
      Type.String({ maxLength: 256, description: 'For your own list, until the customer has accepted.' })
    ),
    indirectResellerId: Type.Optional(
      Type.String({ maxLength: 64, description: 'Tenant of the indirect reseller through which you will sell.' })
    )
  },
  {
    $id: 'CustomerInvitationRequest',
    title: 'CustomerInvitationRequest',
    additionalProperties: false,
    examples: [{ invited, country: 'DE', companyName: 'Adventure Works' }]
  }
)

/** Either body as a type. */
export type InvitationBody = Static<typeof agreementInvitationSchema> & Partial<Static<typeof customerInvitationSchema>>

/** The body of a resend. */
export const resendSchema = Type.Object(
  { sendMail: requestFields.sendMail },
  { $id: 'InvitationResend', title: 'InvitationResend', additionalProperties: false, examples: [{ sendMail: false }] }
)

const orNull = Type.Union([Type.String(), Type.Null()])
const invitationFields = {
  invitationId: Type.String(),
  asks: Type.Enum(['agreement', 'relationshipAndAgreement']),
  status: Type.Enum([...invitationStatuses], {
    description:
      '`acceptedOtherwise`: the customer has accepted everything that this invitation asks for in another way.'
  }),
  customerId: Type.Union([Type.String(), Type.Null()], {
    description: 'Null until a customer has accepted an invitation to an unknown customer.'
  }),
  companyName: orNull,
  indirectResellerId: orNull,
  invited: invitedSchema,
  language: Type.String(),
  country: Type.String(),
  document: Type.Object({
    version: Type.String(),
    language: Type.String(),
    sha256: Type.String({ description: 'SHA-256 of the HTML document, in hexadecimal digits.' })
  }),
  invitedBy: Type.String({ description: 'Object id of your user.' }),
  invitedAt: Type.String(),
  sentAt: Type.String({ description: 'When the newest link was made.' }),
  expiresAt: Type.String(),
  mailStatus: Type.Optional(
    Type.Enum([...mailStatuses], {
      description:
        'The status of the last mail that you requested. `failed`: no mail server accepted it. `unconfirmed`: it ' +
          'is being sent, or the service stopped meanwhile and the mail may have arrived. Resend it if the status ' +
          'is still the same after half a minute.'
    })
  ),
  mailedAt: Type.Optional(Type.String({ description: 'When a mail server last accepted the mail.' })),
  openedAt: Type.Optional(
    Type.String({ description: 'When a signed-in administrator of the customer first opened it.' })
  ),
  endedAt: Type.Optional(
    Type.String({ description: 'When it was accepted, declined or revoked, or the customer had accepted otherwise.' })
  ),
  directAcceptance: Type.Optional(
    Type.Object(
      {
        available: Type.Boolean(),
        remedy: Type.Optional(
          Type.Object({
            kind: Type.Literal('confirmByAttestation'),
            method: Type.Literal('POST'),
            path: Type.String(),
            templateId: Type.String()
          })
        )
      },
      {
        description:
          'Present while the invitation is open or expired: whether the customer may accept directly (R25), and ' +
            'what to do if not.'
      }
    )
  )
}

/** The JSON of an invitation. */
export const invitationSchema = Type.Object(invitationFields, {
  $id: 'Invitation',
  title: 'Invitation',
  examples: [listedExample]
})

/** {@link invitationSchema} as a type. */
export type InvitationResource = Static<typeof invitationSchema>

/** The JSON of an invitation with its link and mail. */
export const issuedSchema = Type.Object(
  {
    ...invitationFields,
    url: Type.String({
      description: 'The link for the invited person. Only this response and its repetitions contain it.'
    }),
    mail: Type.Object({
      to: Type.String(),
      subject: Type.String(),
      text: Type.String(),
      html: Type.String(),
      mailto: Type.String({
        description:
          'Opens the mail in your own mail program. The text is shorter if the whole mail is too long for a link.'
      })
    }),
    mailed: Type.Optional(
      Type.Boolean({
        description:
          'Present with `sendMail`: whether a mail server has accepted the mail. If not, see `mailStatus`, and ' +
            'send the mail yourself or resend the invitation.'
      })
    )
  },
  { $id: 'IssuedInvitation', title: 'IssuedInvitation', examples: [issuedExample] }
)

/** {@link issuedSchema} as a type. */
export type IssuedInvitationResource = Static<typeof issuedSchema>

/** The JSON of a page of invitations. */
export const listSchema = Type.Object({
  items: Type.Array(invitationSchema),
  nextCursor: Type.Optional(Type.String({ description: 'Where the next page begins. The last page has none.' }))
}, { $id: 'InvitationList', title: 'InvitationList', examples: [{ items: [listedExample] }] })
