import type { Words } from './words.js'

/** Spanish, in the formal address. */
export const spanish: Words = {
  ownName: 'Español',
  agreement: 'Contrato de cliente de Microsoft',
  chooseLanguage: 'Idioma',
  signedInAs: 'Sesión iniciada como',
  signOut: 'Cerrar sesión',
  signedOut: { title: 'Ha cerrado la sesión', text: 'Ya puede cerrar esta página.' },
  signIn: {
    title: 'Inicie sesión para continuar',
    text:
      'Este enlace está destinado a un administrador de su organización. Verá de qué se trata una vez que haya ' +
        'iniciado sesión.',
    button: 'Iniciar sesión',
    hint: 'Utilice la cuenta profesional de un administrador. Iniciar sesión no supone aceptar nada.',
    again: 'Iniciar sesión con otra cuenta',
    stay:
      'Mantener la sesión iniciada durante 8 horas. De lo contrario, se cerrará a los 30 minutos y se perderán ' +
        'los datos que no haya enviado.'
  },
  badLink: {
    title: 'Este enlace no funciona',
    text:
      'Puede que esté incompleto, que haya caducado o que ya se haya utilizado. Solicite uno nuevo al partner ' +
        'que se lo envió.',
    signIn: 'Si desea ver lo que su organización ha aceptado hasta ahora, inicie sesión.'
  },
  otherOrganization: {
    title: 'Este enlace es para otra organización',
    text:
      'La cuenta con la que ha iniciado sesión pertenece a otra organización. Inicie sesión con una cuenta de ' +
        'administrador de la organización a la que se envió el enlace.'
  },
  notAdministrator: {
    title: 'Debe hacerlo un administrador',
    text:
      'Solo un administrador global de su organización puede continuar aquí. Reenvíele el enlace o inicie sesión ' +
        'con una cuenta de administrador.'
  },
  expired: {
    title: 'Esta invitación ha caducado',
    text: 'Pida al partner que le invitó que vuelva a enviar la invitación.'
  },
  revoked: {
    title: 'Esta invitación se ha retirado',
    text: 'El partner que le invitó ha retirado la invitación. No se ha aceptado nada.'
  },
  declined: {
    title: 'Ha rechazado la invitación',
    text:
      'No se ha aceptado nada y su partner puede ver que la ha rechazado. Si cambia de opinión, solicítele una ' +
        'nueva invitación.'
  },
  accepted: {
    title: 'Ya se ha aceptado',
    text: 'Su organización ya ha aceptado. No tiene que hacer nada más.',
    open: 'Abrir la confirmación'
  },
  signInFailed: {
    title: 'No se ha podido iniciar la sesión',
    text: 'El inicio de sesión se canceló, tardó demasiado o no se pudo verificar. Inténtelo de nuevo.'
  },
  formInvalid: {
    title: 'Este formulario ya no es válido',
    text: 'No se ha aceptado nada. Vuelva a abrir el enlace de su invitación e inicie sesión si se le solicita.'
  },
  unavailable: {
    title: 'Inténtelo de nuevo en un momento',
    text: 'Ahora mismo no podemos continuar. No se ha perdido nada; vuelva a cargar la página dentro de un rato.'
  },
  notConfigured: {
    title: 'Esta página aún no está configurada',
    text:
      'El inicio de sesión aún no está configurado para este servicio. Póngase en contacto con el partner que le ' +
        'envió el enlace.'
  },
  unreadable: { title: 'No se ha podido leer la solicitud', text: 'Vuelva a abrir el enlace que recibió.' },
  tooManyRequests: {
    title: 'Demasiadas solicitudes',
    text: 'Se han recibido demasiadas solicitudes desde su red. Espere un minuto e inténtelo de nuevo.'
  },
  noDocument: {
    title: 'El contrato no está disponible',
    text: 'El texto del contrato aún no está disponible para su país. Póngase en contacto con su partner.'
  },
  closed: {
    title: 'No puede aceptar aquí',
    text: partner =>
      'Su organización ya ha comprado a través de un partner, por lo que el contrato no se puede aceptar en esta ' +
        `página. Póngase en contacto con su partner ${partner} para confirmar su aceptación del Contrato de ` +
        'cliente de Microsoft.'
  },
  country: {
    title: '¿Dónde tiene su sede su organización?',
    text: 'El contrato depende del país o la región.',
    label: 'País o región',
    button: 'Continuar'
  },
  form: {
    title: 'Aceptar el contrato',
    titleWithRelationship: 'Aceptar a un partner y el contrato',
    asks: partner => `${partner} solicita a su organización que acepte el Contrato de cliente de Microsoft.`,
    asksRelationship: partner =>
      `${partner} desea ser revendedor de su organización y le solicita que acepte el Contrato de cliente de ` +
        'Microsoft.',
    throughReseller: reseller => `${reseller} participa como revendedor indirecto.`,
    document: 'El contrato',
    version: 'Versión',
    language: 'Idioma',
    country: 'País o región',
    read: 'Leer el contrato',
    download: 'Descargar como documento de Word',
    newTab: 'se abre en una pestaña nueva',
    meaning: 'Qué significa su aceptación',
    meaningAgreement:
      'Usted acepta el contrato con Microsoft en nombre de su organización. Esta aceptación es suficiente: es ' +
        'válida para todos los partners a través de los que compra su organización.',
    meaningRelationship:
      'El partner podrá entonces vender a su organización como revendedor. Puede trabajar con varios partners.',
    partners: 'Sus partners',
    partnersText: 'Su organización trabaja actualmente con estos partners:',
    signatory: 'Quién acepta',
    signatoryText: 'Datos tomados de su cuenta. Corrija lo que no sea exacto.',
    company: 'Nombre de su organización',
    firstName: 'Nombre',
    lastName: 'Apellidos',
    email: 'Correo electrónico',
    phoneNumber: 'Número de teléfono',
    optional: 'opcional',
    consent: 'Su consentimiento',
    accept: 'Aceptar',
    decline: 'Rechazar',
    declineText: 'Si rechaza, no se acepta nada y este enlace deja de ser válido.'
  },
  consentAgreement: ({ version, language }) =>
    `He leído el Contrato de cliente de Microsoft, versión ${version}, ${language}, y lo acepto en nombre de mi ` +
      'organización. Estoy autorizado/a para ello.',
  consentRelationship: partner => `Acepto a ${partner} como revendedor de mi organización.`,
  consentReseller: (partner, reseller) =>
    `Acepto a ${partner} como revendedor de mi organización, junto con ${reseller} como revendedor indirecto.`,
  errors: {
    title: 'Revise lo siguiente',
    tick: 'Marque esta casilla si desea aceptar.',
    missing: label => `${label}: rellene este campo.`,
    tooLong: label => `${label}: el texto es demasiado largo.`,
    characters: label => `${label}: contiene caracteres que no se pueden usar.`,
    email: label => `${label}: no es una dirección de correo electrónico.`
  },
  confirmation: {
    title: 'Gracias. El contrato ha sido aceptado.',
    text: 'Imprima o guarde esta página para sus archivos.',
    reference: 'Referencia',
    date: 'Aceptado el',
    organization: 'Organización',
    signatory: 'Aceptado por',
    account: 'Sesión iniciada como',
    relationship: 'Partner',
    hash: 'SHA-256 del documento mostrado (HTML)',
    displayed: 'Guardar el documento mostrado (HTML, corresponde al valor SHA-256 indicado arriba)',
    wordFile: 'Descargar como documento de Word (otro archivo, al que no corresponde el valor SHA-256)',
    words: 'Lo que se aceptó, palabra por palabra',
    print: 'Para imprimir, utilice la función de impresión de su navegador.'
  },
  partners: {
    title: 'Sus partners',
    text:
      'Todos los partners con los que trabaja su organización y la situación del Contrato de cliente de ' +
        'Microsoft con cada uno.',
    none: 'Su organización aún no trabaja con ningún partner aquí.',
    acceptedOn: date =>
      `Su organización aceptó el contrato directamente el ${date}. La aceptación es válida para todos los partners.`,
    notAccepted: 'Su organización aún no ha aceptado el contrato directamente.',
    since: 'Partner desde el',
    attested: 'El partner confirmó su aceptación el',
    notAttested: 'El partner no ha confirmado ninguna aceptación.',
    invited: 'Le invitó el',
    noRelationship: 'Aún no es partner de su organización',
    details: 'Detalles',
    back: 'Todos los partners',
    id: 'Identificador del partner',
    reseller: 'Revendedor indirecto'
  }
}
