import type { Words } from './words.js'

/** German, in the formal address. */
export const german: Words = {
  ownName: 'Deutsch',
  agreement: 'Microsoft-Kundenvereinbarung',
  chooseLanguage: 'Sprache',
  signedInAs: 'Angemeldet als',
  signOut: 'Abmelden',
  signedOut: { title: 'Sie sind abgemeldet', text: 'Sie können diese Seite jetzt schließen.' },
  signIn: {
    title: 'Bitte melden Sie sich an',
    text:
      'Dieser Link richtet sich an eine Administratorin oder einen Administrator Ihrer Organisation. Worum es ' +
        'geht, sehen Sie nach der Anmeldung.',
    button: 'Anmelden',
    hint:
      'Verwenden Sie das Geschäftskonto einer Administratorin oder eines Administrators. Mit der Anmeldung ' +
        'akzeptieren Sie noch nichts.',
    again: 'Mit einem anderen Konto anmelden',
    stay:
      '8 Stunden lang angemeldet bleiben. Sonst werden Sie nach 30 Minuten abgemeldet, und nicht gesendete ' +
        'Eingaben gehen verloren.'
  },
  badLink: {
    title: 'Dieser Link funktioniert nicht',
    text:
      'Er ist möglicherweise unvollständig, abgelaufen oder wurde bereits verwendet. Bitten Sie den Partner, von ' +
        'dem Sie ihn erhalten haben, um einen neuen.',
    signIn: 'Wenn Sie sehen möchten, was Ihre Organisation bisher akzeptiert hat, melden Sie sich bitte an.'
  },
  otherOrganization: {
    title: 'Dieser Link gilt für eine andere Organisation',
    text:
      'Das Konto, mit dem Sie angemeldet sind, gehört zu einer anderen Organisation. Bitte melden Sie sich mit ' +
        'einem Administratorkonto der Organisation an, an die der Link gesendet wurde.'
  },
  notAdministrator: {
    title: 'Hierfür sind Administratorrechte nötig',
    text:
      'Nur eine globale Administratorin oder ein globaler Administrator Ihrer Organisation kann hier fortfahren. ' +
        'Bitte leiten Sie den Link weiter, oder melden Sie sich mit einem Administratorkonto an.'
  },
  expired: {
    title: 'Diese Einladung ist abgelaufen',
    text: 'Bitten Sie den Partner, der Sie eingeladen hat, die Einladung erneut zu senden.'
  },
  revoked: {
    title: 'Diese Einladung wurde zurückgezogen',
    text: 'Der Partner, der Sie eingeladen hat, hat die Einladung zurückgezogen. Es wurde nichts akzeptiert.'
  },
  declined: {
    title: 'Sie haben abgelehnt',
    text:
      'Es wurde nichts akzeptiert, und Ihr Partner kann sehen, dass Sie abgelehnt haben. Wenn Sie es sich anders ' +
        'überlegen, bitten Sie Ihren Partner um eine neue Einladung.'
  },
  accepted: {
    title: 'Die Vereinbarung wurde bereits akzeptiert',
    text: 'Ihre Organisation hat die Vereinbarung bereits akzeptiert. Sie brauchen nichts weiter zu tun.',
    open: 'Bestätigung öffnen'
  },
  signInFailed: {
    title: 'Die Anmeldung ist fehlgeschlagen',
    text:
      'Die Anmeldung wurde abgebrochen, hat zu lange gedauert oder konnte nicht geprüft werden. Bitte versuchen ' +
        'Sie es noch einmal.'
  },
  formInvalid: {
    title: 'Dieses Formular ist nicht mehr gültig',
    text:
      'Es wurde nichts akzeptiert. Bitte öffnen Sie den Link aus Ihrer Einladung erneut, und melden Sie sich ' +
        'gegebenenfalls wieder an.'
  },
  unavailable: {
    title: 'Bitte versuchen Sie es gleich noch einmal',
    text:
      'Im Augenblick geht es hier nicht weiter. Es ist nichts verloren gegangen; bitte laden Sie die Seite in ' +
        'Kürze neu.'
  },
  notConfigured: {
    title: 'Diese Seite ist noch nicht eingerichtet',
    text:
      'Die Anmeldung ist für diesen Dienst noch nicht eingerichtet. Bitte wenden Sie sich an den Partner, der ' +
        'Ihnen den Link gesendet hat.'
  },
  unreadable: {
    title: 'Diese Anfrage war nicht lesbar',
    text: 'Bitte öffnen Sie den Link, den Sie erhalten haben, erneut.'
  },
  tooManyRequests: {
    title: 'Zu viele Anfragen',
    text: 'Aus Ihrem Netzwerk kamen zu viele Anfragen. Bitte warten Sie eine Minute und versuchen Sie es erneut.'
  },
  noDocument: {
    title: 'Die Vereinbarung ist nicht verfügbar',
    text: 'Der Text der Vereinbarung liegt für Ihr Land noch nicht vor. Bitte wenden Sie sich an Ihren Partner.'
  },
  closed: {
    title: 'Sie können die Vereinbarung hier nicht akzeptieren',
    text: partner =>
      'Ihre Organisation hat bereits über einen Partner eingekauft. Die Vereinbarung kann deshalb nicht auf ' +
        `dieser Seite akzeptiert werden. Bitte wenden Sie sich an Ihren Partner ${partner}, um zu bestätigen, dass ` +
        'Sie die Microsoft-Kundenvereinbarung akzeptieren.'
  },
  country: {
    title: 'Wo hat Ihre Organisation ihren Sitz?',
    text: 'Welche Vereinbarung gilt, hängt vom Land oder der Region ab.',
    label: 'Land oder Region',
    button: 'Weiter'
  },
  form: {
    title: 'Vereinbarung akzeptieren',
    titleWithRelationship: 'Partner und Vereinbarung akzeptieren',
    asks: partner => `${partner} bittet Ihre Organisation, die Microsoft-Kundenvereinbarung zu akzeptieren.`,
    asksRelationship: partner =>
      `${partner} möchte Handelspartner Ihrer Organisation werden und bittet Sie, die ` +
        'Microsoft-Kundenvereinbarung zu akzeptieren.',
    throughReseller: reseller => `${reseller} ist als indirekter Handelspartner beteiligt.`,
    document: 'Die Vereinbarung',
    version: 'Version',
    language: 'Sprache',
    country: 'Land oder Region',
    read: 'Vereinbarung lesen',
    download: 'Als Word-Dokument herunterladen',
    newTab: 'öffnet in einem neuen Tab',
    meaning: 'Was Ihre Zustimmung bedeutet',
    meaningAgreement:
      'Sie akzeptieren die Vereinbarung mit Microsoft im Namen Ihrer Organisation. Einmal genügt: Die Zustimmung ' +
        'gilt für jeden Partner, über den Ihre Organisation einkauft.',
    meaningRelationship:
      'Der Partner darf dann als Handelspartner an Ihre Organisation verkaufen. Sie können mit mehreren Partnern ' +
        'zusammenarbeiten.',
    partners: 'Ihre Partner',
    partnersText: 'Mit diesen Partnern arbeitet Ihre Organisation heute zusammen:',
    signatory: 'Wer akzeptiert die Vereinbarung?',
    signatoryText: 'Aus Ihrem Konto übernommen. Bitte berichtigen Sie, was nicht stimmt.',
    company: 'Name Ihrer Organisation',
    firstName: 'Vorname',
    lastName: 'Nachname',
    email: 'E-Mail-Adresse',
    phoneNumber: 'Telefonnummer',
    optional: 'optional',
    consent: 'Ihre Zustimmung',
    accept: 'Akzeptieren',
    decline: 'Ablehnen',
    declineText: 'Wenn Sie ablehnen, wird nichts akzeptiert, und dieser Link verliert seine Gültigkeit.'
  },
  consentAgreement: ({ version, language }) =>
    `Ich habe die Microsoft-Kundenvereinbarung, Version ${version}, ${language}, gelesen und akzeptiere sie im ` +
      'Namen meiner Organisation. Ich bin dazu berechtigt.',
  consentRelationship: partner => `Ich akzeptiere ${partner} als Handelspartner meiner Organisation.`,
  consentReseller: (partner, reseller) =>
    `Ich akzeptiere ${partner} als Handelspartner meiner Organisation, zusammen mit ${reseller} als indirektem ` +
      'Handelspartner.',
  errors: {
    title: 'Bitte prüfen Sie Folgendes',
    tick: 'Bitte setzen Sie dieses Häkchen, wenn Sie akzeptieren möchten.',
    missing: label => `${label}: Bitte füllen Sie dieses Feld aus.`,
    tooLong: label => `${label}: Die Eingabe ist zu lang.`,
    characters: label => `${label}: Die Eingabe enthält Zeichen, die nicht verwendet werden können.`,
    email: label => `${label}: Das ist keine E-Mail-Adresse.`
  },
  confirmation: {
    title: 'Vielen Dank. Die Vereinbarung wurde akzeptiert.',
    text: 'Bitte drucken oder speichern Sie diese Seite für Ihre Unterlagen.',
    reference: 'Referenz',
    date: 'Akzeptiert am',
    organization: 'Organisation',
    signatory: 'Akzeptiert von',
    account: 'Angemeldet als',
    relationship: 'Partner',
    hash: 'SHA-256 des angezeigten Dokuments (HTML)',
    displayed: 'Angezeigtes Dokument speichern (HTML, passend zum obigen SHA-256-Wert)',
    wordFile: 'Als Word-Dokument herunterladen (andere Datei, für die der SHA-256-Wert nicht gilt)',
    words: 'Was akzeptiert wurde, im Wortlaut',
    print: 'Zum Drucken verwenden Sie bitte die Druckfunktion Ihres Browsers.'
  },
  partners: {
    title: 'Ihre Partner',
    text:
      'Alle Partner, mit denen Ihre Organisation zusammenarbeitet, und der Stand der ' +
        'Microsoft-Kundenvereinbarung bei jedem von ihnen.',
    none: 'Ihre Organisation arbeitet hier noch mit keinem Partner zusammen.',
    acceptedOn: date =>
      `Ihre Organisation hat die Vereinbarung am ${date} selbst akzeptiert. Das gilt für jeden Partner.`,
    notAccepted: 'Ihre Organisation hat die Vereinbarung noch nicht selbst akzeptiert.',
    since: 'Partner seit',
    attested: 'Ihre Zustimmung wurde vom Partner bestätigt am',
    notAttested: 'Der Partner hat keine Zustimmung bestätigt.',
    invited: 'Hat Sie eingeladen am',
    noRelationship: 'Noch kein Partner Ihrer Organisation',
    details: 'Einzelheiten',
    back: 'Alle Partner',
    id: 'Partner-ID',
    reseller: 'Indirekter Handelspartner'
  }
}
