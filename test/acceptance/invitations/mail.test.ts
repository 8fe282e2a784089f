import t from 'tap'
import { pageLanguages } from '../../../src/domain/acceptance/page-language.js'
import { composeMail, mailtoLimit, type MailContents } from '../../../src/acceptance/invitations/compose-mail.js'

const url = `https://agreements.example.com/accept/${'a'.repeat(43)}`
const plain: MailContents = {
  partnerName: 'Contoso Direct',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@adventure-works.example',
  language: 'en-US',
  asksRelationship: false,
  isNewCustomer: false,
  url,
  expiresAt: new Date('2026-03-16T22:05:00Z')
}

const said: Record<
  (typeof pageLanguages)[number],
  { agreement: string, until: RegExp, reseller: RegExp, credentials: RegExp }
> = {
  en: {
    agreement: 'Microsoft Customer Agreement',
    until: /March 16, 2026(?: at|,) 10:05\sPM \(UTC\)/,
    reseller: /as your reseller/,
    credentials: /credentials that your partner gave you/
  },
  de: {
    agreement: 'Microsoft-Kundenvereinbarung',
    until: /16\. März 2026(?: um|,) 22:05 \(UTC\)/,
    reseller: /als Ihren Handelspartner/,
    credentials: /Zugangsdaten an, die Ihr Partner/
  },
  fr: {
    agreement: 'Contrat client Microsoft',
    until: /16 mars 2026(?: à|,) 22:05 \(UTC\)/,
    reseller: /comme revendeur/,
    credentials: /identifiants que votre partenaire/
  },
  es: {
    agreement: 'Contrato de cliente de Microsoft',
    until: /16 de marzo de 2026(?: a las|,) 22:05 \(UTC\)/,
    reseller: /como su revendedor/,
    credentials: /credenciales que le facilitó su partner/
  },
  ja: {
    agreement: 'Microsoft 顧客契約',
    until: /2026年3月16日 22:05 \(UTC\)/,
    reseller: /リセラーとして/,
    credentials: /資格情報/
  },
  zh: { agreement: 'Microsoft 客户协议', until: /2026年3月16日 22:05 \(UTC\)/, reseller: /经销商/, credentials: /凭据/ }
}

for (const language of pageLanguages) {
  t.test(`${language}: it says who asks for what, until when, and what to look out for`, async t => {
    const { agreement, until, reseller, credentials } = said[language]
    const mail = composeMail({ ...plain, language })
    t.equal(mail.to, plain.email)
    for (const part of [mail.subject, mail.text, mail.html]) {
      t.ok(part.includes(agreement) && part.includes('Contoso Direct'))
    }
    t.match(mail.text, until)
    t.ok(mail.text.includes('https://agreements.example.com/'), 'the address to look for')
    t.equal(mail.text.split(url).length, 2, 'the link once, on a line of its own')
    t.match(mail.text, new RegExp(`^${url}$`, 'm'))
    t.ok(mail.html.includes(`<html lang="${language}"`) && mail.html.includes(`<a href="${url}">`))
    t.notMatch(mail.html, /<(img|script|style|link|iframe)|src=|url\(/i, 'nothing remote')
    t.notMatch(mail.text, reseller)
    t.notMatch(mail.text, credentials)
    const full = composeMail({ ...plain, language, asksRelationship: true, isNewCustomer: true })
    t.match(full.text, reseller)
    t.match(full.text, credentials)
    t.match(full.html, credentials)
    t.notMatch(full.text, /undefined|null|\[object/)
  })

  t.test(`${language}: the mailto link is whole, short enough, and says at least who, where and what`, async t => {
    for (const partnerName of ['Contoso Direct', '株式会社'.repeat(60), '😀'.repeat(256)]) {
      const { mailto, subject } = composeMail({
        ...plain,
        language,
        partnerName,
        asksRelationship: true,
        isNewCustomer: true
      })
      t.ok(mailto.length <= mailtoLimit, `${mailto.length}`)
      t.match(mailto, /^mailto:ada@adventure-works\.example\?subject=[\w.~%-]+&body=[\w.~%-]+$/)
      const parsed = new URL(mailto).searchParams
      t.ok(parsed.get('body')?.includes(url))
      t.notMatch(parsed.get('body') ?? '', /[^\r]\n/, 'RFC 6068: lines end in CR LF')
      if (partnerName === 'Contoso Direct') t.equal(parsed.get('subject'), subject)
      t.match(parsed.get('subject'), said[language].agreement)
    }
  })
}

const hostile = [
  'Evil\r\nBcc: everybody@example.com',
  'Evil\nSubject: x\u2028y\u2029z\u0085',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><a href="https://evil.example">click</a>',
  '</title></p>&lt;b&gt;',
  '=HYPERLINK("https://evil.example")',
  'Acme \u202Egnp.exe\u202C \u2066isolate\u2069 \u200Fmark',
  'zero\u200Bwidth\uFEFF\u00ADsoft',
  'private \uE000<\uE001 use',
  'NUL\0and\x07bell',
  '{url} {partner} %0D%0ABcc:x',
  "it's & \"quoted\"?&cc=eve@example.com"
]

for (const [index, name] of hostile.entries()) {
  // Not by its name: the report of a test is lines of text.
  t.test(`hostile name ${index} is inert`, async t => {
    for (const language of pageLanguages) {
      const { subject, text, html, mailto } = composeMail({
        ...plain,
        language,
        partnerName: name,
        firstName: name,
        lastName: name
      })
      for (const part of [subject, text, html]) {
        t.notMatch(
          part,
          /[\p{Cf}\p{Zl}\p{Zp}\p{Co}]|[^\P{Cc}\n]/u,
          'nothing hidden, nothing that turns the writing round'
        )
      }
      t.notMatch(subject, /[\r\n]/)
      t.equal(text.split('\n').filter(line => /^(bcc|subject):/i.test(line)).length, 0)
      t.notOk(html.includes(name) && /[<>"']/.test(name), 'escaped')
      t.strictSame([...new Set([...html.matchAll(/<(\/?\w+)/g)].map(([, tag]) => tag))].sort(), [
        '/a', '/bdi', '/body', '/head', '/html', '/p', '/title', 'a', 'bdi', 'body', 'head', 'html', 'meta', 'p',
        'title'
      ])
      t.strictSame([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href), [url])
      t.strictSame([...new URL(mailto).searchParams.keys()], ['subject', 'body'])
      t.notMatch(mailto, /[\s<>"']/)
    }
  })
}

t.test('an address is spelled so that it can be nothing else', async t => {
  const { mailto } = composeMail({ ...plain, email: "o'hara+a&b?c=d%@bücher.example" })
  t.match(mailto, /^mailto:o%27hara%2Ba%26b%3Fc%3Dd%25@b%C3%BCcher\.example\?subject=/)
})

t.test('who writes Chinese or Japanese names is addressed as is usual there', async t => {
  t.match(composeMail({ ...plain, language: 'ja-JP', firstName: '花子', lastName: '山田' }).text, /^山田 花子 様\n/)
  t.match(composeMail({ ...plain, language: 'zh-SG', firstName: '伟', lastName: '王' }).text, /^王伟，您好：\n/)
  t.match(composeMail({ ...plain, language: 'ja-JP' }).text, /^Ada Lovelace 様\n/)
})

t.test('a language without words of ours gets English, and a long name is cut', async t => {
  t.match(composeMail({ ...plain, language: 'fi-FI' }).html, /lang="en"/)
  t.equal([...composeMail({ ...plain, partnerName: '😀'.repeat(256) }).subject.matchAll(/😀/gu)].length, 100)
})
