import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { accept, ada, caller, end, open, sell, type Issued } from '../../helper/invitations.js'

const test = await testApp(t)
const { app, bearer, clock } = test
const call = caller(test)
const start = clock.at
const days = (count: number) => new Date(start.getTime() + count * 24 * 60 * 60 * 1000)
const status = async (customerId: string, as?: string) =>
  (await call('GET', `/customers/${customerId}/status`, as === undefined ? {} : { as })).json<{
    state: string
    facts: Array<{ kind: string }>
    nextSteps: Array<{ kind: string }>
  }>()
/** The kinds of all facts and of all next steps, none left out. */
const kinds = async (customerId: string, as?: string) => {
  const { facts, nextSteps } = await status(customerId, as)
  return [facts.map(({ kind }) => kind), nextSteps.map(({ kind }) => kind)]
}
const bothWays = ['confirmByAttestation', 'inviteDirectAcceptance']
const attest = (customerId: string) => ({
  kind: 'confirmByAttestation',
  method: 'POST',
  path: `/v1/customers/${customerId}/agreements`,
  templateId: ids.customerAgreement
})
const invitation = (customerId: string) => ({
  kind: 'inviteDirectAcceptance',
  available: true,
  method: 'POST',
  path: `/acceptance/v1/customers/${customerId}/invitations`
})
const fabrikam = 'adminagent@fabrikam.example'

t.test('required but missing: since when it is required, and both ways out', async t => {
  t.strictSame(await status(ids.adventureWorks), {
    customerId: ids.adventureWorks,
    companyName: 'Adventure Works',
    country: 'US',
    state: 'requiredButMissing',
    since: '2020-02-01T00:00:00.000Z',
    reason: 'noAgreement',
    facts: [],
    nextSteps: [{ ...attest(ids.adventureWorks), differentContactNeeded: false }, invitation(ids.adventureWorks)]
  })
})

t.test('R25: who bought before can only be attested for', async t => {
  t.match((await status(ids.wingtip)).nextSteps, [
    attest(ids.wingtip),
    { kind: 'inviteDirectAcceptance', available: false, because: 'boughtThroughPartner' }
  ])
})

t.test('superseded: an old agreement, or one from before the cut-off', async t => {
  t.match(await status(ids.proseware), {
    state: 'superseded',
    since: '2019-06-14T00:00:00.000Z',
    reason: 'onlyCloudAgreement',
    facts: [
      {
        kind: 'attestation',
        source: 'partner',
        date: '2019-06-14T00:00:00.000Z',
        counts: false,
        agreementType: 'MicrosoftCloudAgreement'
      }
    ]
  })
  t.match(await status(ids.lucerne), {
    state: 'superseded',
    since: '2022-05-02T00:00:00.000Z',
    reason: 'acceptedBeforeCutOff',
    facts: [{ counts: false, agreementType: 'MicrosoftCustomerAgreement' }],
    nextSteps: [{ ...attest(ids.lucerne), differentContactNeeded: false }, invitation(ids.lucerne)]
  })
})

t.test('invited, opened, expired, sent again, declined: each with its date and what to do next', async t => {
  const { invitationId } = (
    await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada } })
  ).json<Issued>()
  const resend = { kind: 'resendInvitation', method: 'POST', path: `/acceptance/v1/invitations/${invitationId}/resend` }
  t.match(await status(ids.adventureWorks), {
    state: 'invited',
    since: start.toISOString(),
    reason: 'noAgreement',
    facts: [
      {
        kind: 'invitation',
        source: 'partner',
        date: start.toISOString(),
        counts: false,
        invitationId,
        status: 'sent',
        expiresAt: days(14).toISOString()
      }
    ],
    nextSteps: [{ kind: 'awaitCustomer', until: days(14).toISOString() }, resend, attest(ids.adventureWorks)]
  })
  t.strictSame(await kinds(ids.adventureWorks), [
    ['invitation'],
    ['awaitCustomer', 'resendInvitation', 'confirmByAttestation']
  ])
  clock.at = days(1)
  await open(test, invitationId)
  t.match(await status(ids.adventureWorks), {
    state: 'invited',
    facts: [{ source: 'customer', status: 'opened', date: days(1).toISOString() }]
  })
  clock.at = days(14)
  t.match(await status(ids.adventureWorks), {
    state: 'expired',
    since: days(14).toISOString(),
    facts: [{ status: 'expired', source: 'partner', date: days(14).toISOString() }],
    nextSteps: [resend, attest(ids.adventureWorks), invitation(ids.adventureWorks)]
  })
  t.strictSame(await kinds(ids.adventureWorks), [['invitation'], ['resendInvitation', ...bothWays]])
  await call('POST', `/invitations/${invitationId}/resend`)
  t.match(await status(ids.adventureWorks), {
    state: 'invited',
    nextSteps: [{ kind: 'awaitCustomer', until: days(28).toISOString() }, resend, attest(ids.adventureWorks)]
  })
  await end(test, invitationId, 'declined')
  const declined = await status(ids.adventureWorks)
  t.match(declined, {
    state: 'requiredButMissing',
    facts: [{ status: 'declined', source: 'customer', date: days(14).toISOString() }]
  })
  t.match(declined.nextSteps, [attest(ids.adventureWorks), invitation(ids.adventureWorks)])
  t.strictSame(await kinds(ids.adventureWorks), [['invitation'], bothWays])
})

t.test('an open invitation goes before a newer one that has ended', async t => {
  const first = (await call('POST', `/customers/${ids.lucerne}/invitations`, { body: { invited: ada } })).json<Issued>()
  clock.at = days(15)
  const second = (
    await call('POST', `/customers/${ids.lucerne}/invitations`, { body: { invited: ada } })
  ).json<Issued>()
  await call('POST', `/invitations/${second.invitationId}/revoke`)
  t.match(await status(ids.lucerne), {
    state: 'invited',
    facts: [{ invitationId: first.invitationId, status: 'sent' }, { kind: 'attestation' }]
  })
})

t.test('attested: by the caller alone', async t => {
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/customers/${ids.adventureWorks}/agreements`,
    headers: { authorization: await bearer() },
    payload: confirmation()
  })
  t.equal(answer.statusCode, 201)
  t.match(await status(ids.adventureWorks), {
    state: 'attested',
    since: '2026-02-28T09:30:00.000Z',
    reason: undefined,
    nextSteps: [],
    facts: [
      { kind: 'invitation', status: 'declined' },
      { kind: 'attestation', source: 'partner', counts: true }
    ]
  })
  t.match(await status(ids.adventureWorks, fabrikam), {
    state: 'requiredButMissing',
    nextSteps: [attest(ids.adventureWorks), invitation(ids.adventureWorks)]
  })
  t.strictSame(await kinds(ids.adventureWorks), [['invitation', 'attestation'], []])
  t.strictSame(
    await kinds(ids.adventureWorks, fabrikam),
    [[], bothWays],
    'nothing of another partner: not its attestation, not its invitation'
  )
})

t.test('directly accepted: for every partner, whoever invited', async t => {
  const acceptedAt = clock.at.toISOString()
  const { invitationId } = (
    await call('POST', `/customers/${ids.litware}/invitations`, { body: { invited: ada }, as: fabrikam })
  ).json<Issued>()
  await accept(test, ids.litware, invitationId)
  t.match(await status(ids.litware, fabrikam), {
    state: 'directlyAccepted',
    since: acceptedAt,
    nextSteps: [],
    facts: [
      { kind: 'directAcceptance', source: 'customer', date: acceptedAt, counts: true },
      { kind: 'invitation', status: 'accepted' }
    ]
  })
  t.strictSame(await kinds(ids.litware, fabrikam), [['directAcceptance', 'invitation'], []])
  await accept(test, ids.adventureWorks)
  t.strictSame(await kinds(ids.adventureWorks, fabrikam), [['directAcceptance'], []])
  t.match(await status(ids.adventureWorks, fabrikam), {
    state: 'directlyAccepted',
    facts: [{ kind: 'directAcceptance', source: 'customer', counts: true }]
  })
  t.match(await status(ids.adventureWorks), {
    state: 'directlyAccepted',
    facts: [{ kind: 'directAcceptance' }, {}, { kind: 'attestation', counts: true }]
  })
})

t.test('R25: an open invitation is not waited for once the customer bought', async t => {
  await sell(test, ids.contoso, ids.lucerne)
  t.match(await status(ids.lucerne), {
    state: 'superseded',
    nextSteps: [
      attest(ids.lucerne),
      { kind: 'inviteDirectAcceptance', available: false, because: 'boughtThroughPartner' }
    ]
  })
  t.strictSame((await kinds(ids.lucerne))[1], bothWays)
})

t.test('a stored acceptance has happened, even by a clock that runs ahead', async t => {
  await accept(test, ids.proseware, null, new Date(clock.at.getTime() + 5_000))
  t.match(await status(ids.proseware), { state: 'directlyAccepted', since: clock.at.toISOString() })
})

t.test('what is not the caller\'s is answered as what does not exist', async t => {
  const [theirs, none] = await Promise.all(
    [ids.litware, 'cc000000-0000-4000-8000-000000000001'].map(id => call('GET', `/customers/${id}/status`))
  )
  t.equal(theirs?.body, none?.body)
  t.match(theirs?.json(), { status: 403, title: 'NoCustomerRelationship' })
  t.match((await call('GET', '/customers/x/status')).json(), { status: 400, title: 'CustomerIdNotGuid' })
  t.match(
    (await call('GET', `/customers/${ids.adventureWorks}/status`, { as: 'helpdeskagent@fabrikam.example' })).json(),
    { status: 403, title: 'RoleNotAllowed' }
  )
  t.match((await call('GET', '/status', { as: 'adminagent@tailspin.example' })).json(), {
    status: 403,
    title: 'NationalCloudNotSupported'
  })
})
