import type { Words } from './words.js'

/** French, in the formal address. */
export const french: Words = {
  ownName: 'Français',
  agreement: 'Contrat client Microsoft',
  chooseLanguage: 'Langue',
  signedInAs: 'Connecté en tant que',
  signOut: 'Se déconnecter',
  signedOut: { title: 'Vous êtes déconnecté', text: 'Vous pouvez maintenant fermer cette page.' },
  signIn: {
    title: 'Connectez-vous pour continuer',
    text:
      'Ce lien est destiné à un administrateur de votre organisation. Vous en verrez l’objet après vous être ' +
        'connecté.',
    button: 'Se connecter',
    hint: 'Utilisez le compte professionnel d’un administrateur. Se connecter n’engage à rien.',
    again: 'Se connecter avec un autre compte',
    stay:
      'Rester connecté pendant 8 heures. Sinon, vous serez déconnecté au bout de 30 minutes et les données non ' +
        'envoyées seront perdues.'
  },
  badLink: {
    title: 'Ce lien ne fonctionne pas',
    text:
      'Il est peut-être incomplet, périmé ou déjà utilisé. Veuillez en demander un nouveau au partenaire qui ' +
        'vous l’a envoyé.',
    signIn: 'Pour consulter ce que votre organisation a déjà accepté, veuillez vous connecter.'
  },
  otherOrganization: {
    title: 'Ce lien concerne une autre organisation',
    text:
      'Le compte que vous avez utilisé appartient à une autre organisation. Veuillez vous connecter avec un ' +
        'compte administrateur de l’organisation à laquelle le lien a été envoyé.'
  },
  notAdministrator: {
    title: 'Un administrateur doit s’en charger',
    text:
      'Seul un administrateur général de votre organisation peut continuer ici. Veuillez lui transmettre le lien ' +
        'ou vous connecter avec un compte administrateur.'
  },
  expired: {
    title: 'Cette invitation a expiré',
    text: 'Veuillez demander au partenaire qui vous a invité de renvoyer l’invitation.'
  },
  revoked: {
    title: 'Cette invitation a été retirée',
    text: 'Le partenaire qui vous a invité a retiré l’invitation. Rien n’a été accepté.'
  },
  declined: {
    title: 'Vous avez refusé',
    text:
      'Rien n’a été accepté et votre partenaire peut voir votre refus. Si vous changez d’avis, demandez-lui une ' +
        'nouvelle invitation.'
  },
  accepted: {
    title: 'L’acceptation a déjà eu lieu',
    text: 'Votre organisation a déjà accepté. Vous n’avez plus rien à faire.',
    open: 'Ouvrir la confirmation'
  },
  signInFailed: {
    title: 'La connexion a échoué',
    text: 'La connexion a été annulée, a pris trop de temps ou n’a pas pu être vérifiée. Veuillez réessayer.'
  },
  formInvalid: {
    title: 'Ce formulaire n’est plus valable',
    text:
      'Rien n’a été accepté. Veuillez rouvrir le lien de votre invitation et vous reconnecter si cela vous est ' +
        'demandé.'
  },
  unavailable: {
    title: 'Veuillez réessayer dans un instant',
    text:
      'Nous ne pouvons pas continuer pour le moment. Rien n’est perdu ; veuillez recharger la page un peu plus ' +
        'tard.'
  },
  notConfigured: {
    title: 'Cette page n’est pas encore configurée',
    text:
      'La connexion n’est pas encore configurée pour ce service. Veuillez contacter le partenaire qui vous a ' +
        'envoyé le lien.'
  },
  unreadable: { title: 'Cette demande est illisible', text: 'Veuillez rouvrir le lien que vous avez reçu.' },
  tooManyRequests: {
    title: 'Trop de demandes',
    text: 'Votre réseau a envoyé trop de demandes. Veuillez patienter une minute et réessayer.'
  },
  noDocument: {
    title: 'Le contrat n’est pas disponible',
    text: 'Le texte du contrat n’est pas encore disponible pour votre pays. Veuillez contacter votre partenaire.'
  },
  closed: {
    title: 'Vous ne pouvez pas accepter ici',
    text: partner =>
      'Votre organisation a déjà effectué des achats par l’intermédiaire d’un partenaire ; le contrat ne peut ' +
        `donc pas être accepté sur cette page. Veuillez contacter votre partenaire ${partner} pour confirmer votre ` +
        'acceptation du Contrat client Microsoft.'
  },
  country: {
    title: 'Où votre organisation est-elle établie ?',
    text: 'Le contrat dépend du pays ou de la région.',
    label: 'Pays ou région',
    button: 'Continuer'
  },
  form: {
    title: 'Accepter le contrat',
    titleWithRelationship: 'Accepter un partenaire et le contrat',
    asks: partner => `${partner} demande à votre organisation d’accepter le Contrat client Microsoft.`,
    asksRelationship: partner =>
      `${partner} souhaite devenir revendeur pour votre organisation et vous demande d’accepter le Contrat ` +
        'client Microsoft.',
    throughReseller: reseller => `${reseller} intervient en tant que revendeur indirect.`,
    document: 'Le contrat',
    version: 'Version',
    language: 'Langue',
    country: 'Pays ou région',
    read: 'Lire le contrat',
    download: 'Télécharger au format Word',
    newTab: 's’ouvre dans un nouvel onglet',
    meaning: 'Ce que signifie votre acceptation',
    meaningAgreement:
      'Vous acceptez le contrat avec Microsoft au nom de votre organisation. Cette acceptation suffit : elle est ' +
        'valable pour tous les partenaires auprès desquels votre organisation achète.',
    meaningRelationship:
      'Le partenaire pourra alors vendre à votre organisation en tant que revendeur. Vous pouvez travailler avec ' +
        'plusieurs partenaires.',
    partners: 'Vos partenaires',
    partnersText: 'Votre organisation travaille aujourd’hui avec ces partenaires :',
    signatory: 'Qui accepte ?',
    signatoryText: 'Informations issues de votre compte. Veuillez corriger ce qui est inexact.',
    company: 'Nom de votre organisation',
    firstName: 'Prénom',
    lastName: 'Nom',
    email: 'Adresse e-mail',
    phoneNumber: 'Numéro de téléphone',
    optional: 'facultatif',
    consent: 'Votre consentement',
    accept: 'Accepter',
    decline: 'Refuser',
    declineText: 'Si vous refusez, rien n’est accepté et ce lien n’est plus valable.'
  },
  consentAgreement: ({ version, language }) =>
    `J’ai lu le Contrat client Microsoft, version ${version}, ${language}, et je l’accepte au nom de mon ` +
      'organisation. J’y suis habilité(e).',
  consentRelationship: partner => `J’accepte ${partner} comme revendeur pour mon organisation.`,
  consentReseller: (partner, reseller) =>
    `J’accepte ${partner} comme revendeur pour mon organisation, conjointement avec ${reseller} comme revendeur ` +
      'indirect.',
  errors: {
    title: 'Veuillez vérifier les points suivants',
    tick: 'Veuillez cocher cette case si vous souhaitez accepter.',
    missing: label => `${label} : veuillez remplir ce champ.`,
    tooLong: label => `${label} : la saisie est trop longue.`,
    characters: label => `${label} : la saisie contient des caractères non autorisés.`,
    email: label => `${label} : ce n’est pas une adresse e-mail.`
  },
  confirmation: {
    title: 'Merci. Le contrat est accepté.',
    text: 'Veuillez imprimer ou enregistrer cette page pour vos dossiers.',
    reference: 'Référence',
    date: 'Accepté le',
    organization: 'Organisation',
    signatory: 'Accepté par',
    account: 'Connecté en tant que',
    relationship: 'Partenaire',
    hash: 'SHA-256 du document affiché (HTML)',
    displayed: 'Enregistrer le document affiché (HTML, correspond à la valeur SHA-256 ci-dessus)',
    wordFile: 'Télécharger au format Word (autre fichier, auquel la valeur SHA-256 ne s’applique pas)',
    words: 'Ce qui a été accepté, mot pour mot',
    print: 'Pour imprimer, utilisez la commande d’impression de votre navigateur.'
  },
  partners: {
    title: 'Vos partenaires',
    text:
      'Tous les partenaires avec lesquels votre organisation travaille, et la situation du Contrat client ' +
        'Microsoft pour chacun.',
    none: 'Votre organisation ne travaille encore avec aucun partenaire ici.',
    acceptedOn: date =>
      `Votre organisation a elle-même accepté le contrat le ${date}. Cette acceptation est valable pour tous les ` +
        'partenaires.',
    notAccepted: 'Votre organisation n’a pas encore accepté le contrat elle-même.',
    since: 'Partenaire depuis le',
    attested: 'Acceptation confirmée par le partenaire le',
    notAttested: 'Le partenaire n’a pas confirmé d’acceptation.',
    invited: 'Vous a invité le',
    noRelationship: 'Pas encore partenaire de votre organisation',
    details: 'Détails',
    back: 'Tous les partenaires',
    id: 'Identifiant du partenaire',
    reseller: 'Revendeur indirect'
  }
}
