import type { PageLanguage } from '../../domain/acceptance/page-language.js'

/** What the sentences of a mail mention. Each text is already escaped for the place where it is inserted. */
export interface MailSubject {
  readonly partner: string
  /** Scheme and host of the customer's page. */
  readonly origin: string
  /** When the link expires, in UTC, written as the language does. */
  readonly until: string
}

/** The sentences of an invitation in one language. */
export interface MailWords {
  readonly subject: (about: MailSubject) => string
  readonly greeting: (name: string) => string
  readonly askAgreement: (about: MailSubject) => string
  readonly askRelationship: (about: MailSubject) => string
  readonly steps: string
  readonly credentials: string
  readonly deadline: (about: MailSubject) => string
  readonly otherwise: (about: MailSubject) => string
  readonly caution: (about: MailSubject) => string
}

/** The mail's sentences by language. */
export const mailWords: Readonly<Record<PageLanguage, MailWords>> = {
  en: {
    subject: ({ partner }) => `${partner} invites you to accept the Microsoft Customer Agreement`,
    greeting: name => `Hello ${name},`,
    askAgreement: ({ partner }) =>
      `${partner} asks you to accept the Microsoft Customer Agreement on behalf of your organization. Microsoft ` +
        'requires it before new services can be ordered for you.',
    askRelationship: ({ partner }) =>
      `${partner} asks you to accept two things on behalf of your organization: ${partner} as your reseller, and ` +
        'the Microsoft Customer Agreement. Microsoft requires both before services can be ordered for you.',
    steps:
      'Open the link, sign in as an administrator of your organization, and read what you are asked to accept. ' +
        'Then tick what you agree to and accept, or decline.',
    credentials: 'Sign in with the credentials that your partner gave you.',
    deadline: ({ until }) => `The link can be used until ${until}.`,
    otherwise: ({ partner }) =>
      `If you do nothing, nothing is accepted and the link expires. ${partner} may then be unable to order or ` +
        'change services for you.',
    caution: ({ partner, origin }) =>
      `Before you sign in, check that this message really comes from ${partner} and that the address in your ` +
        `browser begins with ${origin}/. If in doubt, contact ${partner} in a way that you already know. The link ` +
        'is meant for you alone: please do not forward it.'
  },
  de: {
    subject: ({ partner }) => `${partner} bittet Sie, die Microsoft-Kundenvereinbarung zu akzeptieren`,
    greeting: name => `Guten Tag ${name},`,
    askAgreement: ({ partner }) =>
      `${partner} bittet Sie, im Namen Ihrer Organisation die Microsoft-Kundenvereinbarung zu akzeptieren. ` +
        'Microsoft setzt das voraus, bevor neue Dienste für Sie bestellt werden können.',
    askRelationship: ({ partner }) =>
      `${partner} bittet Sie, im Namen Ihrer Organisation zweierlei zu akzeptieren: ${partner} als Ihren ` +
        'Handelspartner und die Microsoft-Kundenvereinbarung. Microsoft setzt beides voraus, bevor Dienste für Sie ' +
        'bestellt werden können.',
    steps:
      'Öffnen Sie den Link, melden Sie sich als Administrator Ihrer Organisation an und lesen Sie, worum Sie ' +
        'gebeten werden. Setzen Sie danach die Häkchen und akzeptieren Sie, oder lehnen Sie ab.',
    credentials: 'Melden Sie sich mit den Zugangsdaten an, die Ihr Partner Ihnen gegeben hat.',
    deadline: ({ until }) => `Der Link gilt bis ${until}.`,
    otherwise: ({ partner }) =>
      `Wenn Sie nichts unternehmen, gilt nichts als akzeptiert, und der Link läuft ab. ${partner} kann dann ` +
        'möglicherweise keine Dienste für Sie bestellen oder ändern.',
    caution: ({ partner, origin }) =>
      `Prüfen Sie vor der Anmeldung, ob diese Nachricht wirklich von ${partner} stammt und ob die Adresse in ` +
        `Ihrem Browser mit ${origin}/ beginnt. Fragen Sie im Zweifel bei ${partner} auf einem Weg nach, den Sie ` +
        'bereits kennen. Der Link ist nur für Sie bestimmt: Bitte leiten Sie ihn nicht weiter.'
  },
  fr: {
    subject: ({ partner }) => `${partner} vous invite à accepter le Contrat client Microsoft`,
    greeting: name => `Bonjour ${name},`,
    askAgreement: ({ partner }) =>
      `${partner} vous demande d’accepter le Contrat client Microsoft au nom de votre organisation. Microsoft ` +
        'l’exige avant que de nouveaux services puissent être commandés pour votre compte.',
    askRelationship: ({ partner }) =>
      `${partner} vous demande deux choses, à accepter au nom de votre organisation : ${partner} comme revendeur ` +
        'et le Contrat client Microsoft. Microsoft exige les deux avant que des services puissent être commandés ' +
        'pour votre compte.',
    steps:
      'Ouvrez le lien, connectez-vous en tant qu’administrateur de votre organisation et lisez ce qui vous est ' +
        'demandé. Cochez ensuite ce que vous approuvez et acceptez, ou bien refusez.',
    credentials: 'Connectez-vous avec les identifiants que votre partenaire vous a remis.',
    deadline: ({ until }) => `Le lien est valable jusqu’au ${until}.`,
    otherwise: ({ partner }) =>
      `Si vous ne faites rien, rien n’est accepté et le lien expire. ${partner} pourrait alors ne plus être en ` +
        'mesure de commander ou de modifier des services pour votre compte.',
    caution: ({ partner, origin }) =>
      `Avant de vous connecter, vérifiez que ce message provient bien de ${partner} et que l’adresse dans votre ` +
        `navigateur commence par ${origin}/. En cas de doute, contactez ${partner} par un moyen que vous ` +
        'connaissez déjà. Ce lien vous est réservé : merci de ne pas le transférer.'
  },
  es: {
    subject: ({ partner }) => `${partner} le invita a aceptar el Contrato de cliente de Microsoft`,
    greeting: name => `Hola, ${name}:`,
    askAgreement: ({ partner }) =>
      `${partner} le pide que acepte el Contrato de cliente de Microsoft en nombre de su organización. Microsoft ` +
        'lo exige para poder contratar nuevos servicios para su organización.',
    askRelationship: ({ partner }) =>
      `${partner} le pide que acepte dos cosas en nombre de su organización: a ${partner} como su revendedor y ` +
        'el Contrato de cliente de Microsoft. Microsoft exige ambas para poder contratar servicios para su ' +
        'organización.',
    steps:
      'Abra el enlace, inicie sesión como administrador de su organización y lea lo que se le pide. Después, ' +
        'marque lo que apruebe y acepte, o bien rechace.',
    credentials: 'Inicie sesión con las credenciales que le facilitó su partner.',
    deadline: ({ until }) => `El enlace se puede usar hasta el ${until}.`,
    otherwise: ({ partner }) =>
      'Si no hace nada, no se dará nada por aceptado y el enlace caducará. En ese caso, es posible que ' +
        `${partner} no pueda contratar ni modificar servicios para su organización.`,
    caution: ({ partner, origin }) =>
      `Antes de iniciar sesión, compruebe que este mensaje procede realmente de ${partner} y que la dirección de ` +
        `su navegador empieza por ${origin}/. En caso de duda, póngase en contacto con ${partner} por una vía que ` +
        'ya conozca. El enlace es solo para usted: le rogamos que no lo reenvíe.'
  },
  ja: {
    subject: ({ partner }) => `${partner} より：Microsoft 顧客契約への同意のお願い`,
    greeting: name => `${name} 様`,
    askAgreement: ({ partner }) =>
      `${partner} より、貴組織を代表して Microsoft 顧客契約に同意いただくようお願いしております。新しいサービスを注文するには、Microsoft によりこの同意が求められています。`,
    askRelationship: ({ partner }) =>
      `${partner} より、次の 2 点を貴組織の代表としてご了承いただくようお願いしております。${partner} をリセラーとして承認すること、および Microsoft 顧客契約に同意することです。` +
        'サービスを注文するには、Microsoft によりこの両方が求められています。',
    steps: 'リンクを開き、貴組織の管理者としてサインインして、依頼の内容をお読みください。そのうえでチェック ボックスをオンにして同意するか、または辞退してください。',
    credentials: 'サインインには、パートナーからお受け取りになった資格情報をご使用ください。',
    deadline: ({ until }) => `リンクの有効期限は ${until} です。`,
    otherwise: ({ partner }) => `お手続きをされない場合、同意いただいたことにはならず、リンクは期限切れとなります。その場合、${partner} がサービスの注文や変更を行えなくなることがあります。`,
    caution: ({ partner, origin }) =>
      `サインインの前に、このメールが本当に ${partner} から送られたものであること、およびブラウザーのアドレスが ${origin}/ で始まっていることをご確認ください。ご不明な場合は、` +
        `すでにご存じの連絡方法で ${partner} にお問い合わせください。このリンクはご本人専用です。転送しないでください。`
  },
  zh: {
    subject: ({ partner }) => `${partner} 邀请您接受《Microsoft 客户协议》`,
    greeting: name => `${name}，您好：`,
    askAgreement: ({ partner }) => `${partner} 请您代表贵组织接受《Microsoft 客户协议》。Microsoft 要求先接受该协议，然后才能为贵组织订购新的服务。`,
    askRelationship: ({ partner }) =>
      `${partner} 请您代表贵组织确认两件事：接受 ${partner} 作为贵组织的经销商，以及接受《Microsoft 客户协议》。Microsoft 要求两者均获接受后，才能为贵组织订购服务。`,
    steps: '请打开链接，以贵组织管理员的身份登录，并阅读请您接受的内容。阅读之后，请勾选您同意的内容并接受，或者选择拒绝。',
    credentials: '请使用合作伙伴提供给您的凭据登录。',
    deadline: ({ until }) => `该链接有效期至 ${until}。`,
    otherwise: ({ partner }) => `如果您不采取任何操作，则视为未接受任何内容，链接也将过期。届时 ${partner} 可能无法为贵组织订购或更改服务。`,
    caution: ({ partner, origin }) =>
      `登录之前，请确认此邮件确实来自 ${partner}，并确认浏览器中的地址以 ${origin}/ 开头。如有疑问，请通过您已有的联系方式与 ${partner} 联系。该链接仅供您本人使用，请勿转发。`
  }
}
