import type { Words } from './words.js'

/** English. */
export const english: Words = {
  ownName: 'English',
  agreement: 'Microsoft Customer Agreement',
  chooseLanguage: 'Language',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  signedOut: { title: 'You are signed out', text: 'You can close this page now.' },
  signIn: {
    title: 'Sign in to continue',
    text:
      'This link is meant for an administrator of your organization. Once you have signed in, you will see what ' +
        'it is about.',
    button: 'Sign in',
    hint: 'Use the work account of an administrator. Signing in does not accept anything.',
    again: 'Sign in with another account',
    stay:
      'Stay signed in for 8 hours. Otherwise you are signed out after 30 minutes, and what you have not sent is ' +
        'lost.'
  },
  badLink: {
    title: 'This link does not work',
    text: 'It may be incomplete, expired, or already used. Please ask the partner who sent it to you for a new one.',
    signIn: 'If you would like to see what your organization has accepted so far, please sign in.'
  },
  otherOrganization: {
    title: 'This link is for another organization',
    text:
      'The account that you signed in with belongs to a different organization. Please sign in with an ' +
        'administrator’s account of the organization that the link was sent to.'
  },
  notAdministrator: {
    title: 'An administrator has to do this',
    text:
      'Only a global administrator of your organization can continue here. Please forward the link to one, or ' +
        'sign in with an administrator’s account.'
  },
  expired: {
    title: 'This invitation has expired',
    text: 'Please ask the partner who invited you to send the invitation again.'
  },
  revoked: {
    title: 'This invitation was withdrawn',
    text: 'The partner who invited you has withdrawn the invitation. Nothing was accepted.'
  },
  declined: {
    title: 'You have declined',
    text:
      'Nothing was accepted, and your partner can see that you declined. If you change your mind, ask your ' +
        'partner for a new invitation.'
  },
  accepted: {
    title: 'This has already been accepted',
    text: 'Your organization has accepted already. Nothing more needs to be done.',
    open: 'Open the confirmation'
  },
  signInFailed: {
    title: 'You could not be signed in',
    text: 'The sign-in was cancelled, took too long, or could not be verified. Please try again.'
  },
  formInvalid: {
    title: 'This form is no longer valid',
    text: 'Nothing was accepted. Please open the link from your invitation again, and sign in if you are asked to.'
  },
  unavailable: {
    title: 'Please try again in a moment',
    text: 'We cannot continue right now. Nothing was lost; please reload the page in a little while.'
  },
  notConfigured: {
    title: 'This page is not set up yet',
    text: 'Sign-in has not been set up for this service. Please contact the partner who sent you the link.'
  },
  unreadable: {
    title: 'This request could not be read',
    text: 'Please go back to the link that you were sent, and try again.'
  },
  tooManyRequests: {
    title: 'Too many requests',
    text: 'There were too many requests from your network. Please wait a minute and try again.'
  },
  noDocument: {
    title: 'The agreement is not available',
    text: 'The text of the agreement is not available for your country yet. Please contact your partner.'
  },
  closed: {
    title: 'You cannot accept here',
    text: partner =>
      'Your organization has bought through a partner before, so the agreement cannot be accepted on this page. ' +
        `Please reach out to your partner ${partner} to confirm your acceptance of the Microsoft Customer ` +
        'Agreement.'
  },
  country: {
    title: 'Where is your organization based?',
    text: 'The agreement depends on the country or region.',
    label: 'Country or region',
    button: 'Continue'
  },
  form: {
    title: 'Accept the agreement',
    titleWithRelationship: 'Accept a partner and the agreement',
    asks: partner => `${partner} asks your organization to accept the Microsoft Customer Agreement.`,
    asksRelationship: partner =>
      `${partner} would like to become a reseller for your organization, and asks you to accept the Microsoft ` +
        'Customer Agreement.',
    throughReseller: reseller => `${reseller} takes part as an indirect reseller.`,
    document: 'The agreement',
    version: 'Version',
    language: 'Language',
    country: 'Country or region',
    read: 'Read the agreement',
    download: 'Download as a Word document',
    newTab: 'opens in a new tab',
    meaning: 'What your acceptance means',
    meaningAgreement:
      'You accept the agreement with Microsoft on behalf of your organization. This acceptance alone is enough: ' +
        'it counts for every partner through which your organization buys.',
    meaningRelationship:
      'The partner may then sell to your organization as a reseller. You can work with several partners.',
    partners: 'Your partners',
    partnersText: 'Your organization works with these partners today:',
    signatory: 'Who is accepting',
    signatoryText: 'Taken from your account. Please correct what is wrong.',
    company: 'Name of your organization',
    firstName: 'First name',
    lastName: 'Last name',
    email: 'E-mail address',
    phoneNumber: 'Phone number',
    optional: 'optional',
    consent: 'Your consent',
    accept: 'Accept',
    decline: 'Decline',
    declineText: 'If you decline, nothing is accepted, and this link stops working.'
  },
  consentAgreement: ({ version, language }) =>
    `I have read the Microsoft Customer Agreement, version ${version}, ${language}, and I accept it on behalf of ` +
      'my organization. I am authorized to do so.',
  consentRelationship: partner => `I accept ${partner} as a reseller for my organization.`,
  consentReseller: (partner, reseller) =>
    `I accept ${partner} as a reseller for my organization, together with ${reseller} as an indirect reseller.`,
  errors: {
    title: 'Please check the following',
    tick: 'Please tick this box if you want to accept.',
    missing: label => `${label}: please fill this in.`,
    tooLong: label => `${label}: this is too long.`,
    characters: label => `${label}: this contains characters that cannot be used.`,
    email: label => `${label}: this is not an e-mail address.`
  },
  confirmation: {
    title: 'Thank you. The agreement is accepted.',
    text: 'Please print this page or save it for your records.',
    reference: 'Reference',
    date: 'Accepted on',
    organization: 'Organization',
    signatory: 'Accepted by',
    account: 'Signed in as',
    relationship: 'Partner',
    hash: 'SHA-256 of the document as displayed (HTML)',
    displayed: 'Save the document as it was displayed (HTML, matches the SHA-256 above)',
    wordFile: 'Download as a Word document (a different file, which the SHA-256 does not match)',
    words: 'What was accepted, word for word',
    print: 'To print, use your browser’s print command.'
  },
  partners: {
    title: 'Your partners',
    text:
      'All partners that your organization works with, and the status of the Microsoft Customer Agreement with ' +
        'each of them.',
    none: 'Your organization does not work with a partner here yet.',
    acceptedOn: date => `Your organization accepted the agreement itself on ${date}. That counts for every partner.`,
    notAccepted: 'Your organization has not accepted the agreement itself yet.',
    since: 'Partner since',
    attested: 'Partner confirmed your acceptance on',
    notAttested: 'The partner has not confirmed an acceptance.',
    invited: 'Invited you on',
    noRelationship: 'Not a partner of your organization yet',
    details: 'Details',
    back: 'All partners',
    id: 'Partner id',
    reseller: 'Indirect reseller'
  }
}
