const url = 'https://agreements.example.com/accept/q0J9XoyYz4WJ6rW8hYH1mHqf2k9Hn3cZ7uT5pLxVd0E'

/** An invitation as OpenAPI shows it. */
export const listedExample = {
  invitationId: '1e000000-0000-4000-8000-000000000001',
  asks: 'agreement',
  status: 'sent',
  customerId: 'c1000000-0000-4000-8000-000000000001',
  companyName: 'Adventure Works',
  indirectResellerId: null,
  invited: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' },
  language: 'en-US',
  country: 'US',
  document: {
    version: '2023-03',
    language: 'en-US',
    sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'
  },
  invitedBy: 'd1000000-0000-4000-8000-100000000001',
  invitedAt: '2026-03-02T10:00:00.000Z',
  sentAt: '2026-03-02T10:00:00.000Z',
  expiresAt: '2026-03-16T10:00:00.000Z',
  directAcceptance: { available: true }
}

/** The same with its link and mail. */
export const issuedExample = {
  ...listedExample,
  url,
  mail: {
    to: 'ada@adventure-works.example',
    subject: 'Contoso Direct invites you to accept the Microsoft Customer Agreement',
    text: `Hello Ada Lovelace,\n\n...\n\n${url}\n`,
    html: `<!DOCTYPE html>...<p><a href="${url}">${url}</a></p>...`,
    mailto: 'mailto:ada@adventure-works.example?subject=Contoso%20Direct%20invites%20you...'
  }
}
