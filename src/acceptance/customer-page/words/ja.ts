import type { Words } from './words.js'

/** Japanese, in the polite form. */
export const japanese: Words = {
  ownName: '日本語',
  agreement: 'Microsoft 顧客契約',
  chooseLanguage: '言語',
  signedInAs: 'サインイン中のアカウント',
  signOut: 'サインアウト',
  signedOut: { title: 'サインアウトしました', text: 'このページを閉じていただけます。' },
  signIn: {
    title: 'サインインしてください',
    text: 'このリンクは、お客様の組織の管理者の方にお送りしたものです。内容はサインイン後に表示されます。',
    button: 'サインイン',
    hint: '管理者の職場アカウントをご使用ください。サインインしただけでは、何も同意したことにはなりません。',
    again: '別のアカウントでサインイン',
    stay: '8 時間サインインしたままにする。選択しない場合は 30 分後にサインアウトされ、送信していない入力内容は失われます。'
  },
  badLink: {
    title: 'このリンクは使用できません',
    text: 'リンクが不完全であるか、期限が切れているか、すでに使用された可能性があります。送信元のパートナーに新しいリンクをご依頼ください。',
    signIn: 'これまでに組織が同意した内容を確認するには、サインインしてください。'
  },
  otherOrganization: {
    title: 'このリンクは別の組織宛てです',
    text: 'サインインしたアカウントは別の組織に属しています。リンクの送付先である組織の管理者アカウントでサインインしてください。'
  },
  notAdministrator: {
    title: '管理者による操作が必要です',
    text: 'この先に進めるのは、組織のグローバル管理者のみです。管理者にリンクを転送するか、管理者アカウントでサインインしてください。'
  },
  expired: { title: 'この招待は期限切れです', text: '招待を送ったパートナーに、再送をご依頼ください。' },
  revoked: {
    title: 'この招待は取り消されました',
    text: '招待を送ったパートナーが招待を取り消しました。同意は行われていません。'
  },
  declined: {
    title: '辞退しました',
    text: '同意は行われていません。辞退されたことはパートナーに表示されます。お気持ちが変わった場合は、パートナーに新しい招待をご依頼ください。'
  },
  accepted: {
    title: 'すでに同意済みです',
    text: 'お客様の組織はすでに同意しています。これ以上の操作は必要ありません。',
    open: '確認書を開く'
  },
  signInFailed: {
    title: 'サインインできませんでした',
    text: 'サインインが中止されたか、時間切れになったか、確認できませんでした。もう一度お試しください。'
  },
  formInvalid: {
    title: 'このフォームは無効になりました',
    text: '同意は行われていません。招待のリンクをもう一度開き、必要に応じてサインインしてください。'
  },
  unavailable: {
    title: 'しばらくしてからもう一度お試しください',
    text: '現在、処理を続けることができません。失われたものはありません。少し時間をおいてページを再読み込みしてください。'
  },
  notConfigured: {
    title: 'このページはまだ設定されていません',
    text: 'このサービスではサインインがまだ設定されていません。リンクを送ったパートナーにお問い合わせください。'
  },
  unreadable: { title: '要求を読み取れませんでした', text: '受け取ったリンクをもう一度開いてお試しください。' },
  tooManyRequests: {
    title: 'アクセスが集中しています',
    text: 'お使いのネットワークからの要求が多すぎます。1 分ほど待ってから、もう一度お試しください。'
  },
  noDocument: {
    title: '契約を表示できません',
    text: 'お客様の国の契約本文はまだ用意されていません。パートナーにお問い合わせください。'
  },
  closed: {
    title: 'このページでは同意できません',
    text: partner =>
      `お客様の組織は以前にパートナー経由で購入されているため、このページで契約に同意することはできません。Microsoft 顧客契約への同意の確認については、パートナーの ${partner} にご連絡ください。`
  },
  country: {
    title: '組織の所在地はどちらですか',
    text: '適用される契約は、国または地域によって異なります。',
    label: '国または地域',
    button: '次へ'
  },
  form: {
    title: '契約への同意',
    titleWithRelationship: 'パートナーの承認と契約への同意',
    asks: partner => `${partner} が、お客様の組織に Microsoft 顧客契約への同意を求めています。`,
    asksRelationship: partner =>
      `${partner} が、お客様の組織のリセラーとなることを希望し、あわせて Microsoft 顧客契約への同意を求めています。`,
    throughReseller: reseller => `${reseller} が間接リセラーとして関与します。`,
    document: '契約',
    version: 'バージョン',
    language: '言語',
    country: '国または地域',
    read: '契約を読む',
    download: 'Word 文書としてダウンロード',
    newTab: '新しいタブで開きます',
    meaning: '同意の意味',
    meaningAgreement:
      'お客様は組織を代表して Microsoft との契約に同意します。この同意だけで十分であり、組織が購入に利用するすべてのパートナーに対して有効です。',
    meaningRelationship:
      'パートナーはリセラーとしてお客様の組織に販売できるようになります。複数のパートナーと取引することもできます。',
    partners: '取引中のパートナー',
    partnersText: 'お客様の組織は現在、次のパートナーと取引しています。',
    signatory: '同意する方',
    signatoryText: 'アカウントの情報を表示しています。誤りがあれば修正してください。',
    company: '組織名',
    firstName: '名',
    lastName: '姓',
    email: 'メール アドレス',
    phoneNumber: '電話番号',
    optional: '任意',
    consent: '同意',
    accept: '同意する',
    decline: '辞退する',
    declineText: '辞退すると、同意は行われず、このリンクは無効になります。'
  },
  consentAgreement: ({ version, language }) =>
    `私は Microsoft 顧客契約（バージョン ${version}、${language}）を読み、組織を代表してこれに同意します。私にはその権限があります。`,
  consentRelationship: partner => `私は ${partner} を組織のリセラーとして承認します。`,
  consentReseller: (partner, reseller) =>
    `私は ${partner} を組織のリセラーとして、${reseller} を間接リセラーとして承認します。`,
  errors: {
    title: '次の項目をご確認ください',
    tick: '同意する場合は、このボックスをオンにしてください。',
    missing: label => `${label}：入力してください。`,
    tooLong: label => `${label}：長すぎます。`,
    characters: label => `${label}：使用できない文字が含まれています。`,
    email: label => `${label}：メール アドレスの形式ではありません。`
  },
  confirmation: {
    title: 'ありがとうございます。同意が完了しました。',
    text: 'このページを印刷または保存して、控えとしてお持ちください。',
    reference: '参照番号',
    date: '同意日時',
    organization: '組織',
    signatory: '同意した方',
    account: 'サインインしたアカウント',
    relationship: 'パートナー',
    hash: '表示された文書（HTML）の SHA-256',
    displayed: '表示された文書を保存（HTML、上記の SHA-256 に対応）',
    wordFile: 'Word 文書としてダウンロード（別のファイルのため、上記の SHA-256 とは一致しません）',
    words: '同意した文言（原文のまま）',
    print: '印刷するには、ブラウザーの印刷機能をご使用ください。'
  },
  partners: {
    title: '取引中のパートナー',
    text: 'お客様の組織が取引しているすべてのパートナーと、Microsoft 顧客契約の状況です。',
    none: '取引中のパートナーはまだありません。',
    acceptedOn: date =>
      `お客様の組織は ${date} に契約に直接同意しました。この同意はすべてのパートナーに対して有効です。`,
    notAccepted: 'お客様の組織はまだ契約に直接同意していません。',
    since: '取引開始日',
    attested: 'パートナーが同意を確認した日',
    notAttested: 'パートナーは同意を確認していません。',
    invited: '招待日',
    noRelationship: 'まだ取引のないパートナー',
    details: '詳細',
    back: 'すべてのパートナー',
    id: 'パートナー ID',
    reseller: '間接リセラー'
  }
}
