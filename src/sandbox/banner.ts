/** What the sandbox says once it answers: where it is, and three lines to try, which a test runs as they are. */
export function banner (url: string, keptIn: string): string {
  return `
partner-agreements sandbox: Partner Center's agreement endpoints, on this machine alone

  API      ${url}/v1
  Docs     ${url}/docs
  Data     ${keptIn}

Get a token (Contoso's Admin agent), read the metadata, confirm that Adventure Works accepted:

TOKEN=$(curl -s ${url}/d1000000-0000-4000-8000-000000000001/oauth2/token -d grant_type=password -d client_id=a1000000-0000-4000-8000-000000000001 -d username=adminagent@contoso-direct.example -d password=sandbox -d resource=https://api.partnercenter.microsoft.com | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s "${url}/v1/agreements?agreementType=*" -H "Authorization: Bearer $TOKEN"
curl -s ${url}/v1/customers/c1000000-0000-4000-8000-000000000001/agreements -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{"primaryContact":{"firstName":"Ada","lastName":"Lovelace","email":"ada@adventure-works.example"},"templateId":"117a77b0-9360-443b-8795-c6dedc750cf9","dateAgreed":"2026-01-15T09:30:00Z"}'
`
}
