/** What a sample document says, in one language. */
export interface Words {
  /** "Sample document". */
  readonly title: string
  /** That it is a sample of this sandbox, not Microsoft's agreement, and without legal effect. */
  readonly notice: string
  /** That the Microsoft Customer Agreement in this language would be here. */
  readonly place: string
}

/** The words of one sample document, with its language tag and that language's English name. */
export interface SampleWords extends Words {
  readonly language: string
  readonly name: string
}

/** The same words in English, for a reader who does not read the language called `name`. */
export function inEnglish (name: string): Words {
  return {
    title: 'Sample document',
    notice:
      'This is a sample document of the partner-agreements sandbox. It is not the Microsoft Customer Agreement ' +
        'and has no legal effect.',
    place: `It stands where the Microsoft Customer Agreement in ${name} would be.`
  }
}

/**
 * One row for every language that Partner Center offers the Microsoft Customer Agreement in.
 *
 * The sentences are this project's own: no row quotes Microsoft's agreement. `place` says "would be here"
 * and never "replaces", which a reader could take for a legal statement.
 */
export const sampleWords: readonly SampleWords[] = [
  { language: 'en-US', name: 'English', ...inEnglish('English') },
  {
    language: 'ar-SA',
    name: 'Arabic',
    title: 'مستند نموذجي',
    notice:
      'هذا مستند نموذجي من بيئة الاختبار المعزولة الخاصة بمشروع partner-agreements. وهو ليس اتفاقية عملاء ' +
        'Microsoft وليس له أي أثر قانوني.',
    place: 'في الأحوال العادية، تظهر هنا اتفاقية عملاء Microsoft باللغة العربية.'
  },
  {
    language: 'bg-BG',
    name: 'Bulgarian',
    title: 'Примерен документ',
    notice:
      'Това е примерен документ от тестовата среда (sandbox) на partner-agreements. Той не е Клиентското ' +
        'споразумение на Microsoft и няма правно действие.',
    place: 'На това място би стояло Клиентското споразумение на Microsoft на български език.'
  },
  {
    language: 'cs-CZ',
    name: 'Czech',
    title: 'Ukázkový dokument',
    notice:
      'Toto je ukázkový dokument testovacího prostředí (sandbox) partner-agreements. Není to Smlouva se ' +
        'zákazníkem Microsoftu a nemá žádné právní účinky.',
    place: 'Na tomto místě by byla Smlouva se zákazníkem Microsoftu v češtině.'
  },
  {
    language: 'da-DK',
    name: 'Danish',
    title: 'Eksempeldokument',
    notice:
      'Dette er et eksempeldokument fra sandkassen i partner-agreements. Det er ikke Microsoft-kundeaftalen og ' +
        'har ingen retsvirkning.',
    place: 'Her ville Microsoft-kundeaftalen på dansk ellers stå.'
  },
  {
    language: 'de-DE',
    name: 'German',
    title: 'Beispieldokument',
    notice:
      'Dies ist ein Beispieldokument der Sandbox von partner-agreements. Es ist nicht die ' +
        'Microsoft-Kundenvereinbarung und hat keine rechtliche Wirkung.',
    place: 'An dieser Stelle stünde sonst die Microsoft-Kundenvereinbarung auf Deutsch.'
  },
  {
    language: 'el-GR',
    name: 'Greek',
    title: 'Δείγμα εγγράφου',
    notice:
      'Αυτό είναι δείγμα εγγράφου του δοκιμαστικού περιβάλλοντος (sandbox) του partner-agreements. Δεν είναι η ' +
        'Σύμβαση Πελάτη της Microsoft και δεν έχει καμία νομική ισχύ.',
    place: 'Στη θέση αυτή θα βρισκόταν η Σύμβαση Πελάτη της Microsoft στα ελληνικά.'
  },
  {
    language: 'es-ES',
    name: 'Spanish',
    title: 'Documento de muestra',
    notice:
      'Este es un documento de muestra del entorno de pruebas (sandbox) de partner-agreements. No es el Contrato ' +
        'de cliente de Microsoft y no tiene ningún efecto legal.',
    place: 'Aquí aparecería el Contrato de cliente de Microsoft en español.'
  },
  {
    language: 'et-EE',
    name: 'Estonian',
    title: 'Näidisdokument',
    notice:
      'See on liivakasti „partner-agreements“ näidisdokument. See ei ole Microsofti kliendileping ja sellel ei ' +
        'ole õiguslikku mõju.',
    place: 'Siin oleks muidu eestikeelne Microsofti kliendileping.'
  },
  {
    language: 'fi-FI',
    name: 'Finnish',
    title: 'Esimerkkiasiakirja',
    notice:
      'Tämä on partner-agreements-hiekkalaatikon esimerkkiasiakirja. Se ei ole Microsoft-asiakassopimus, eikä ' +
        'sillä ole oikeusvaikutusta.',
    place: 'Tässä olisi muuten Microsoft-asiakassopimus suomeksi.'
  },
  {
    language: 'fr-FR',
    name: 'French',
    title: 'Exemple de document',
    notice:
      'Ceci est un exemple de document de l’environnement de test (sandbox) de partner-agreements. Il ne s’agit ' +
        'pas du Contrat client Microsoft et ce document n’a aucune valeur juridique.',
    place: 'À cet emplacement se trouverait normalement le Contrat client Microsoft en français.'
  },
  {
    language: 'he-IL',
    name: 'Hebrew',
    title: 'מסמך לדוגמה',
    notice:
      'זהו מסמך לדוגמה מארגז החול של partner-agreements. הוא אינו הסכם הלקוחות של Microsoft ואין לו כל תוקף משפטי.',
    place: 'כאן היה מופיע הסכם הלקוחות של Microsoft בעברית.'
  },
  {
    language: 'hi-IN',
    name: 'Hindi',
    title: 'नमूना दस्तावेज़',
    notice:
      'यह partner-agreements सैंडबॉक्स का एक नमूना दस्तावेज़ है। यह Microsoft ग्राहक अनुबंध नहीं है और इसका कोई ' +
        'कानूनी प्रभाव नहीं है।',
    place: 'यहाँ हिन्दी में Microsoft ग्राहक अनुबंध होता।'
  },
  {
    language: 'hr-HR',
    name: 'Croatian',
    title: 'Ogledni dokument',
    notice:
      'Ovo je ogledni dokument testnog okruženja (sandbox) partner-agreements. To nije Microsoftov ugovor s ' +
        'klijentima i nema pravni učinak.',
    place: 'Na ovom bi mjestu stajao Microsoftov ugovor s klijentima na hrvatskom jeziku.'
  },
  {
    language: 'hu-HU',
    name: 'Hungarian',
    title: 'Mintadokumentum',
    notice:
      'Ez a partner-agreements tesztkörnyezetének (sandbox) mintadokumentuma. Nem a Microsoft-ügyfélszerződés, ' +
        'és nincs joghatása.',
    place: 'Ezen a helyen állna a magyar nyelvű Microsoft-ügyfélszerződés.'
  },
  {
    language: 'id-ID',
    name: 'Indonesian',
    title: 'Dokumen contoh',
    notice:
      'Ini adalah dokumen contoh dari lingkungan uji coba (sandbox) partner-agreements. Dokumen ini bukan ' +
        'Perjanjian Pelanggan Microsoft dan tidak memiliki kekuatan hukum.',
    place: 'Di sini biasanya terdapat Perjanjian Pelanggan Microsoft dalam bahasa Indonesia.'
  },
  {
    language: 'it-IT',
    name: 'Italian',
    title: 'Documento di esempio',
    notice:
      'Questo è un documento di esempio dell’ambiente di prova (sandbox) di partner-agreements. Non è il ' +
        'Contratto del cliente Microsoft e non ha alcun effetto legale.',
    place: 'Qui si troverebbe il Contratto del cliente Microsoft in italiano.'
  },
  {
    language: 'ja-JP',
    name: 'Japanese',
    title: 'サンプル文書',
    notice:
      'これは partner-agreements サンドボックスのサンプル文書です。Microsoft 顧客契約ではなく、法的効力はありません。',
    place: '本来は、ここに日本語の Microsoft 顧客契約が表示されます。'
  },
  {
    language: 'kk-KZ',
    name: 'Kazakh',
    title: 'Үлгі құжат',
    notice:
      'Бұл — partner-agreements сынақ ортасының (sandbox) үлгі құжаты. Ол Microsoft клиенттік келісімі емес және ' +
        'оның заңды күші жоқ.',
    place: 'Бұл жерде қазақ тіліндегі Microsoft клиенттік келісімі болар еді.'
  },
  {
    language: 'ko-KR',
    name: 'Korean',
    title: '샘플 문서',
    notice:
      '이 문서는 partner-agreements 샌드박스의 샘플 문서입니다. Microsoft 고객 계약이 아니며 법적 효력이 없습니다.',
    place: '원래는 이 자리에 한국어 Microsoft 고객 계약이 표시됩니다.'
  },
  {
    language: 'lt-LT',
    name: 'Lithuanian',
    title: 'Dokumento pavyzdys',
    notice:
      'Tai „partner-agreements“ bandomosios aplinkos (sandbox) dokumento pavyzdys. Tai nėra „Microsoft“ kliento ' +
        'sutartis ir neturi jokios teisinės galios.',
    place: 'Čia būtų „Microsoft“ kliento sutartis lietuvių kalba.'
  },
  {
    language: 'lv-LV',
    name: 'Latvian',
    title: 'Dokumenta paraugs',
    notice:
      'Šis ir partner-agreements testēšanas vides (sandbox) dokumenta paraugs. Tas nav Microsoft klienta līgums, ' +
        'un tam nav juridiska spēka.',
    place: 'Šajā vietā būtu Microsoft klienta līgums latviešu valodā.'
  },
  {
    language: 'ms-MY',
    name: 'Malay',
    title: 'Dokumen contoh',
    notice:
      'Ini ialah dokumen contoh daripada persekitaran ujian (sandbox) partner-agreements. Dokumen ini bukan ' +
        'Perjanjian Pelanggan Microsoft dan tidak mempunyai kesan undang-undang.',
    place: 'Di sini biasanya terdapat Perjanjian Pelanggan Microsoft dalam bahasa Melayu.'
  },
  {
    language: 'nb-NO',
    name: 'Norwegian (Bokmål)',
    title: 'Eksempeldokument',
    notice:
      'Dette er et eksempeldokument fra sandkassen i partner-agreements. Det er ikke Microsoft-kundeavtalen og ' +
        'har ingen rettsvirkning.',
    place: 'Her ville Microsoft-kundeavtalen på norsk bokmål ellers ha stått.'
  },
  {
    language: 'nl-NL',
    name: 'Dutch',
    title: 'Voorbeelddocument',
    notice:
      'Dit is een voorbeelddocument van de sandbox van partner-agreements. Het is niet de ' +
        'Microsoft-klantovereenkomst en heeft geen rechtsgevolgen.',
    place: 'Hier zou anders de Microsoft-klantovereenkomst in het Nederlands staan.'
  },
  {
    language: 'pl-PL',
    name: 'Polish',
    title: 'Przykładowy dokument',
    notice:
      'To jest przykładowy dokument środowiska testowego (sandbox) partner-agreements. Nie jest to Umowa z ' +
        'Klientem Microsoft i dokument ten nie wywołuje skutków prawnych.',
    place: 'W tym miejscu znajdowałaby się Umowa z Klientem Microsoft w języku polskim.'
  },
  {
    language: 'pt-BR',
    name: 'Portuguese (Brazil)',
    title: 'Documento de exemplo',
    notice:
      'Este é um documento de exemplo do ambiente de testes (sandbox) do partner-agreements. Ele não é o ' +
        'Contrato de Cliente da Microsoft e não tem efeito legal.',
    place: 'Aqui estaria o Contrato de Cliente da Microsoft em português do Brasil.'
  },
  {
    language: 'pt-PT',
    name: 'Portuguese (Portugal)',
    title: 'Documento de exemplo',
    notice:
      'Este é um documento de exemplo do ambiente de testes (sandbox) do partner-agreements. Não é o Contrato de ' +
        'Cliente Microsoft e não tem qualquer efeito jurídico.',
    place: 'Aqui estaria o Contrato de Cliente Microsoft em português de Portugal.'
  },
  {
    language: 'ro-RO',
    name: 'Romanian',
    title: 'Document demonstrativ',
    notice:
      'Acesta este un document demonstrativ din mediul de testare (sandbox) partner-agreements. Nu este ' +
        'Contractul cu clienții Microsoft și nu are niciun efect juridic.',
    place: 'În acest loc s-ar afla Contractul cu clienții Microsoft în limba română.'
  },
  {
    language: 'ru-RU',
    name: 'Russian',
    title: 'Пример документа',
    notice:
      'Это пример документа из тестовой среды (песочницы) partner-agreements. Он не является Клиентским ' +
        'соглашением Microsoft и не имеет юридической силы.',
    place: 'На этом месте находилось бы Клиентское соглашение Microsoft на русском языке.'
  },
  {
    language: 'sk-SK',
    name: 'Slovak',
    title: 'Ukážkový dokument',
    notice:
      'Toto je ukážkový dokument testovacieho prostredia (sandbox) partner-agreements. Nie je to Zmluva so ' +
        'zákazníkom spoločnosti Microsoft a nemá žiadne právne účinky.',
    place: 'Na tomto mieste by bola Zmluva so zákazníkom spoločnosti Microsoft v slovenčine.'
  },
  {
    language: 'sl-SI',
    name: 'Slovenian',
    title: 'Vzorčni dokument',
    notice:
      'To je vzorčni dokument preskusnega okolja (sandbox) partner-agreements. To ni Microsoftova pogodba s ' +
        'stranko in nima pravnega učinka.',
    place: 'Na tem mestu bi bila Microsoftova pogodba s stranko v slovenščini.'
  },
  {
    language: 'sr-Latn-RS',
    name: 'Serbian (Latin script)',
    title: 'Primer dokumenta',
    notice:
      'Ovo je primer dokumenta iz probnog okruženja (sandbox) partner-agreements. To nije Microsoft ugovor sa ' +
        'klijentom i nema pravno dejstvo.',
    place: 'Na ovom mestu bi stajao Microsoft ugovor sa klijentom na srpskom jeziku.'
  },
  {
    language: 'sv-SE',
    name: 'Swedish',
    title: 'Exempeldokument',
    notice:
      'Detta är ett exempeldokument från sandlådan i partner-agreements. Det är inte Microsoft-kundavtalet och ' +
        'har ingen rättslig verkan.',
    place: 'Här skulle annars Microsoft-kundavtalet på svenska stå.'
  },
  {
    language: 'th-TH',
    name: 'Thai',
    title: 'เอกสารตัวอย่าง',
    notice:
      'นี่คือเอกสารตัวอย่างของสภาพแวดล้อมทดสอบ (sandbox) partner-agreements เอกสารนี้ไม่ใช่ข้อตกลงลูกค้าของ ' +
        'Microsoft และไม่มีผลทางกฎหมาย',
    place: 'ตามปกติ ตรงนี้จะเป็นข้อตกลงลูกค้าของ Microsoft ฉบับภาษาไทย'
  },
  {
    language: 'tr-TR',
    name: 'Turkish',
    title: 'Örnek belge',
    notice:
      'Bu, partner-agreements deneme ortamının (sandbox) örnek belgesidir. Microsoft Müşteri Sözleşmesi değildir ' +
        've hukuki bir geçerliliği yoktur.',
    place: 'Normalde burada Microsoft Müşteri Sözleşmesi’nin Türkçe metni yer alır.'
  },
  {
    language: 'uk-UA',
    name: 'Ukrainian',
    title: 'Приклад документа',
    notice:
      'Це приклад документа з тестового середовища (пісочниці) partner-agreements. Він не є Клієнтською угодою ' +
        'Microsoft і не має юридичної сили.',
    place: 'На цьому місці була б Клієнтська угода Microsoft українською мовою.'
  },
  {
    language: 'vi-VN',
    name: 'Vietnamese',
    title: 'Tài liệu mẫu',
    notice:
      'Đây là tài liệu mẫu của môi trường thử nghiệm (sandbox) partner-agreements. Tài liệu này không phải là ' +
        'Thỏa thuận Khách hàng của Microsoft và không có hiệu lực pháp lý.',
    place: 'Thông thường, ở đây sẽ là Thỏa thuận Khách hàng của Microsoft bằng tiếng Việt.'
  },
  {
    language: 'zh-HK',
    name: 'Traditional Chinese (Hong Kong SAR)',
    title: '範例文件',
    notice: '這是 partner-agreements 沙箱環境的範例文件。本文件並非《Microsoft 客戶合約》，不具任何法律效力。',
    place: '此處原應為《Microsoft 客戶合約》的繁體中文版本。'
  },
  {
    language: 'zh-SG',
    name: 'Simplified Chinese (Singapore)',
    title: '示例文档',
    notice: '这是 partner-agreements 沙盒环境的示例文档。本文档并非《Microsoft 客户协议》，不具有任何法律效力。',
    place: '此处原应为《Microsoft 客户协议》的简体中文版本。'
  }
]
