const credentials = [
  'grant_type=password', 'client_id=a1000000-0000-4000-8000-000000000001',
  'username=adminagent@contoso-direct.example', 'password=sandbox', 'resource=https://api.partnercenter.microsoft.com'
].map(field => `-d ${field}`).join(' ')

/** Reads the token from the response, for sed. */
const accessToken = 's/.*"access_token":"\\([^"]*\\)".*/\\1/'

const headers = '-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"'

const confirmation = JSON.stringify({
  primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' },
  templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
  dateAgreed: '2026-01-15T09:30:00Z'
})

/** The sandbox's message after its start: its addresses, and three lines to try. A test runs these lines unchanged. */
export function banner (url: string, storedIn: string): string {
  return `
partner-agreements sandbox: Partner Center's agreement endpoints on this machine

  API      ${url}/v1
  Docs     ${url}/docs
  Data     ${storedIn}

Get a token (Contoso's Admin agent), read the metadata, confirm that Adventure Works accepted:

TOKEN=$(curl -s ${url}/d1000000-0000-4000-8000-000000000001/oauth2/token ${credentials} | sed '${accessToken}')
curl -s "${url}/v1/agreements?agreementType=*" -H "Authorization: Bearer $TOKEN"
curl -s ${url}/v1/customers/c1000000-0000-4000-8000-000000000001/agreements ${headers} -d '${confirmation}'
`
}
