import type { PageLanguage } from '../domain/page-language.js'

/** What a mail's sentences speak of; each text is ready for where it goes. */
export interface MailSubject {
  readonly partner: string
  /** Where the page is: scheme and host. */
  readonly origin: string
  /** An instant in the language's own form, in UTC. */
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
    askAgreement: ({ partner }) => `${partner} asks you to accept the Microsoft Customer Agreement on behalf of your organisation. Microsoft requires it before new services can be ordered for you.`,
    askRelationship: ({ partner }) => `${partner} asks you for two things on behalf of your organisation: to accept ${partner} as your reseller, and to accept the Microsoft Customer Agreement. Microsoft requires both before services can be ordered for you.`,
    steps: 'Open the link, sign in as an administrator of your organisation, and read what you are asked for. Only then tick the boxes and accept, or decline.',
    credentials: 'Sign in with the credentials that your partner gave you.',
    deadline: ({ until }) => `The link can be used until ${until}.`,
    otherwise: ({ partner }) => `If you do nothing, nothing is accepted and the link expires. ${partner} may then be unable to order or change services for you.`,
    caution: ({ partner, origin }) => `Before you sign in, check that this message really comes from ${partner} and that the address in your browser begins with ${origin}/. If in doubt, ask ${partner} in a way that you already know. The link is meant for you alone: please do not forward it.`
  },
  de: {
    subject: ({ partner }) => `${partner} bittet Sie, den Microsoft-Kundenvertrag anzunehmen`,
    greeting: name => `Guten Tag ${name},`,
    askAgreement: ({ partner }) => `${partner} bittet Sie, im Namen Ihrer Organisation den Microsoft-Kundenvertrag anzunehmen. Microsoft verlangt das, bevor neue Dienste für Sie bestellt werden können.`,
    askRelationship: ({ partner }) => `${partner} bittet Sie im Namen Ihrer Organisation um zweierlei: ${partner} als Ihren Handelspartner anzunehmen und den Microsoft-Kundenvertrag anzunehmen. Microsoft verlangt beides, bevor Dienste für Sie bestellt werden können.`,
    steps: 'Öffnen Sie den Link, melden Sie sich als Administrator Ihrer Organisation an und lesen Sie, worum Sie gebeten werden. Erst dann setzen Sie die Häkchen und nehmen an, oder Sie lehnen ab.',
    credentials: 'Melden Sie sich mit den Zugangsdaten an, die Ihr Partner Ihnen gegeben hat.',
    deadline: ({ until }) => `Der Link gilt bis ${until}.`,
    otherwise: ({ partner }) => `Wenn Sie nichts tun, wird nichts angenommen und der Link läuft ab. ${partner} kann dann möglicherweise keine Dienste für Sie bestellen oder ändern.`,
    caution: ({ partner, origin }) => `Prüfen Sie vor der Anmeldung, ob diese Nachricht wirklich von ${partner} stammt und ob die Adresse in Ihrem Browser mit ${origin}/ beginnt. Fragen Sie im Zweifel bei ${partner} auf einem Weg nach, den Sie bereits kennen. Der Link ist nur für Sie bestimmt: Bitte leiten Sie ihn nicht weiter.`
  },
  fr: {
    subject: ({ partner }) => `${partner} vous invite à accepter le Contrat client Microsoft`,
    greeting: name => `Bonjour ${name},`,
    askAgreement: ({ partner }) => `${partner} vous demande d’accepter le Contrat client Microsoft au nom de votre organisation. Microsoft l’exige avant toute nouvelle commande de services pour vous.`,
    askRelationship: ({ partner }) => `${partner} vous adresse deux demandes au nom de votre organisation : accepter ${partner} comme revendeur et accepter le Contrat client Microsoft. Microsoft exige les deux avant toute commande de services pour vous.`,
    steps: 'Ouvrez le lien, connectez-vous en tant qu’administrateur de votre organisation et lisez ce qui vous est demandé. Ensuite seulement, cochez les cases et acceptez, ou refusez.',
    credentials: 'Connectez-vous avec les identifiants que votre partenaire vous a remis.',
    deadline: ({ until }) => `Le lien est valable jusqu’au ${until}.`,
    otherwise: ({ partner }) => `Si vous ne faites rien, rien n’est accepté et le lien expire. ${partner} ne pourra alors peut-être plus commander ni modifier de services pour vous.`,
    caution: ({ partner, origin }) => `Avant de vous connecter, vérifiez que ce message provient bien de ${partner} et que l’adresse dans votre navigateur commence par ${origin}/. En cas de doute, contactez ${partner} par un moyen que vous connaissez déjà. Ce lien vous est réservé : merci de ne pas le transférer.`
  },
  es: {
    subject: ({ partner }) => `${partner} le invita a aceptar el Contrato de cliente de Microsoft`,
    greeting: name => `Hola, ${name}:`,
    askAgreement: ({ partner }) => `${partner} le pide que acepte el Contrato de cliente de Microsoft en nombre de su organización. Microsoft lo exige antes de que se puedan pedir nuevos servicios para ustedes.`,
    askRelationship: ({ partner }) => `${partner} le pide dos cosas en nombre de su organización: aceptar a ${partner} como su revendedor y aceptar el Contrato de cliente de Microsoft. Microsoft exige ambas antes de que se puedan pedir servicios para ustedes.`,
    steps: 'Abra el enlace, inicie sesión como administrador de su organización y lea lo que se le pide. Solo entonces marque las casillas y acepte, o rechace.',
    credentials: 'Inicie sesión con las credenciales que le facilitó su partner.',
    deadline: ({ until }) => `El enlace se puede usar hasta el ${until}.`,
    otherwise: ({ partner }) => `Si no hace nada, no se acepta nada y el enlace caduca. Es posible que entonces ${partner} no pueda pedir ni modificar servicios para ustedes.`,
    caution: ({ partner, origin }) => `Antes de iniciar sesión, compruebe que este mensaje procede realmente de ${partner} y que la dirección de su navegador empieza por ${origin}/. En caso de duda, pregunte a ${partner} por una vía que ya conozca. El enlace es solo para usted: le rogamos que no lo reenvíe.`
  },
  ja: {
    subject: ({ partner }) => `${partner} より：Microsoft 顧客契約への同意のお願い`,
    greeting: name => `${name} 様`,
    askAgreement: ({ partner }) => `${partner} より、貴組織を代表して Microsoft 顧客契約に同意いただくようお願いしております。新しいサービスを注文するには、Microsoft によりこの同意が求められています。`,
    askRelationship: ({ partner }) => `${partner} より、貴組織を代表して次の 2 点をお願いしております。${partner} をリセラーとして承認いただくこと、および Microsoft 顧客契約に同意いただくことです。サービスを注文するには、Microsoft によりこの両方が求められています。`,
    steps: 'リンクを開き、貴組織の管理者としてサインインして、依頼の内容をお読みください。そのうえでチェック ボックスをオンにして同意するか、または辞退してください。',
    credentials: 'サインインには、パートナーからお渡しした資格情報をご使用ください。',
    deadline: ({ until }) => `リンクの有効期限は ${until} です。`,
    otherwise: ({ partner }) => `何もされない場合は、何にも同意したことにはならず、リンクは期限切れになります。その場合、${partner} がサービスの注文や変更を行えなくなることがあります。`,
    caution: ({ partner, origin }) => `サインインの前に、このメールが本当に ${partner} から送られたものであること、およびブラウザーのアドレスが ${origin}/ で始まっていることをご確認ください。ご不明な場合は、すでにご存じの連絡方法で ${partner} にお問い合わせください。このリンクはご本人専用です。転送しないでください。`
  },
  zh: {
    subject: ({ partner }) => `${partner} 邀请您接受《Microsoft 客户协议》`,
    greeting: name => `${name}，您好：`,
    askAgreement: ({ partner }) => `${partner} 请您代表贵组织接受《Microsoft 客户协议》。Microsoft 要求先接受该协议，然后才能为贵组织订购新的服务。`,
    askRelationship: ({ partner }) => `${partner} 请您代表贵组织确认两件事：接受 ${partner} 作为贵组织的经销商，以及接受《Microsoft 客户协议》。Microsoft 要求两者均获接受后，才能为贵组织订购服务。`,
    steps: '请打开链接，以贵组织管理员的身份登录，并阅读所请求的内容。阅读之后再勾选复选框并接受，或者拒绝。',
    credentials: '请使用合作伙伴提供给您的凭据登录。',
    deadline: ({ until }) => `该链接的有效期至 ${until}。`,
    otherwise: ({ partner }) => `如果您不采取任何操作，则不会接受任何内容，链接将会过期。届时 ${partner} 可能无法为贵组织订购或更改服务。`,
    caution: ({ partner, origin }) => `登录之前，请确认此邮件确实来自 ${partner}，并确认浏览器中的地址以 ${origin}/ 开头。如有疑问，请通过您已知的方式联系 ${partner}。该链接仅供您本人使用，请勿转发。`
  }
}
