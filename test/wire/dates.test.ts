import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, countStored, isError, isKept } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, clock, stored } = wire
const authorization = await bearer()

async function post (dateAgreed: string, firstName = 'Ada') {
  return await app.inject({ method: 'POST', url: agreementsOf(), headers: { authorization }, payload: confirmation({ dateAgreed }, { firstName }) })
}

const none = [
  // Days and times that there are not
  '0000-01-01T00:00:00Z', '2026-02-30', '2025-02-29T00:00:00Z', '1900-02-29', '2026-00-10', '2026-13-01', '2026-01-00', '2026-01-32', '2026-04-31T12:00:00',
  '2026-01-01T24:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01T23:60:00Z', '2026-01-01T23:59:60Z', '2016-12-31T23:59:60Z',
  // Years of another length
  '10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '-2026-01-01', '26-01-01', '999-01-01',
  // Instants that an offset moves out of the calendar
  '9999-12-31T23:59:59-00:01', '0001-01-01T00:00:00+00:01',
  // Offsets
  '2026-01-01T00:00:00+14:01', '2026-01-01T00:00:00-14:01', '2026-01-01T00:00:00+99:99', '2026-01-01T00:00:00+01:60', '2026-01-01T00:00:00+0100', '2026-01-01T00:00:00+01',
  '2026-01-01T00:00:00 +01:00', '2026-01-01T00:00:00+00:00Z', '2026-01-01T00:00:00ZZ', '2026-01-01T00:00:00\u221205:00', '2026-01-01T00:00:00EST', '2026-01-01Z', '2026-01-01+01:00',
  // Fractions
  '2026-01-01T00:00:00.Z', '2026-01-01T00:00:00,5Z', `2026-01-01T00:00:00.${'1'.repeat(10)}Z`, `2026-01-01T00:00:00.${'0'.repeat(100)}Z`, '2026-01-01T00:00:00.-1Z', '2026-01-01T00:00:00.1e3Z',
  // Other notations
  '2026-1-1', '2026/01/01', '01.01.2026', '1/1/2026', '20260101', '20260101T000000Z', '2026-001', '2026-W01-1', '2026-01-01 00:00:00', '2026-01-01T00:00Z', '2026-01-01T00Z', '2026-01', '2026', 'T00:00:00Z',
  'Thu, 01 Jan 2026 00:00:00 GMT', '/Date(1767225600000)/', '1767225600', '1767225600000', '1e12', 'P1D', '2026-01-01/2026-01-02',
  // What PostgreSQL reads as a timestamp
  'infinity', '-infinity', 'now', 'today', 'yesterday', 'epoch', 'allballs', '2026-01-01 BC', 'J2461042', 'Jan 1 2026',
  // Around a good one
  ' 2026-01-01', '2026-01-01 ', '2026-01-01\n', '\ufeff2026-01-01', '"2026-01-01"', "2026-01-01'; --", '\uFF12\uFF10\uFF12\uFF16-01-01', '\u0662\u0660\u0662\u0666-01-01', '2026-01-01T00:00:00Z\0', '2026-01-01\u2028', 'x', '{}'
]

t.test('what is no date of the calendar is refused', async t => {
  const before = await countStored(wire)
  for (const date of none) {
    const answer = await post(date)
    isError(t, answer, 'PropertyInvalid', encodeURIComponent(date))
    t.strictSame(answer.json().parameters, { property: 'dateAgreed', problem: 'is not an ISO 8601 date or date-time' })
  }
  t.equal(await countStored(wire), before)
})

const accepted: ReadonlyArray<readonly [sent: string, answered: string]> = [
  ['2024-02-29', '2024-02-29T00:00:00Z'],
  ['2000-02-29T23:59:59', '2000-02-29T23:59:59Z'],
  ['2026-01-01t00:00:00z', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00+14:00', '2025-12-31T10:00:00Z'],
  ['2026-01-01T00:00:00-14:00', '2026-01-01T14:00:00Z'],
  ['2026-01-01T00:00:00-00:00', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00+05:45', '2025-12-31T18:15:00Z'],
  ['2026-01-01T00:00:00.0000000Z', '2026-01-01T00:00:00.0000000Z'],
  ['2026-01-01T00:00:00.9999999Z', '2026-01-01T00:00:00.9999999Z'],
  ['2026-01-01T00:00:00.999999999Z', '2026-01-01T00:00:00.9999999Z'],
  ['2025-12-31T23:59:59.9999999+00:00', '2025-12-31T23:59:59.9999999Z'],
  ['1753-01-01', '1753-01-01T00:00:00Z'],
  ['0002-01-01T00:00:00Z', '0002-01-01T00:00:00Z']
]

t.test('what is accepted is stored as acknowledged, to the digit, and never rounded up', async t => {
  for (const [index, [sent, answered]] of accepted.entries()) {
    const answer = await post(sent, `Date ${index}`)
    t.equal(answer.json().dateAgreed, answered, sent)
    await isKept(t, app, authorization, answer, { what: sent })
    const [row] = await stored.rows<{ same: boolean }>(`
      SELECT date_agreed_text = $2 AND date_agreed = $3::timestamptz AS same FROM customer_agreement WHERE first_name = $1`,
    [`Date ${index}`, answered, answered.replace(/(\.\d{6})\d*Z$/, '$1Z')])
    t.equal(row?.same, true, sent)
  }
})

t.test('the time zone of neither server nor database moves a date', async t => {
  const [setting] = await stored.rows<{ name: string }>('SELECT current_database() AS name')
  await stored.rows(`ALTER DATABASE ${setting?.name} SET timezone TO 'Pacific/Kiritimati'`)
  await stored.rows("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'partner-agreements' AND state = 'idle'")
  const deadline = performance.now() + 5_000
  while (!await wire.database.isReachable() && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20))
  const answer = await post('2026-02-28', 'Kiritimati')
  t.equal(answer.json().dateAgreed, '2026-02-28T00:00:00Z')
  await isKept(t, app, authorization, answer, { what: 'date only' })
  t.strictSame(await stored.rows("SELECT date_agreed = timestamptz '2026-02-28T00:00:00Z' AS same FROM customer_agreement WHERE first_name = 'Kiritimati'"), [{ same: true }])
})

const hours = (count: number) => new Date(clock.at.getTime() + count * 3_600_000).toISOString()
const edges: ReadonlyArray<readonly [what: string, date: string, name?: ErrorName]> = [
  ['now', hours(0)],
  ['what is local time in UTC+14, labelled as UTC', hours(14)],
  ['a millisecond more', new Date(clock.at.getTime() + 14 * 3_600_000 + 1).toISOString(), 'DateAgreedInFuture'],
  ['the same instant in another zone', `${hours(20).slice(0, 19)}+05:00`, 'DateAgreedInFuture'],
  ['tomorrow at this time', hours(24), 'DateAgreedInFuture'],
  ['next year', '2027-03-02', 'DateAgreedInFuture'],
  ['the end of the calendar', '9999-12-31T23:59:59.9999999Z', 'DateAgreedInFuture'],
  ["the .NET SDK's unset date", '0001-01-01T00:00:00', 'PropertyMissing'],
  ['the same in UTC', '0001-01-01T00:00:00Z', 'PropertyMissing'],
  ['an empty date', '', 'PropertyMissing'],
  ['a blank date', ' ', 'PropertyMissing']
]

t.test('the future begins where no time zone explains it', async t => {
  for (const [what, date, name] of edges) {
    const before = await countStored(wire)
    const answer = await post(date, what)
    if (name !== undefined) isError(t, answer, name, what)
    else t.equal(answer.statusCode, 201, what)
    t.equal(await countStored(wire), name === undefined ? before + 1 : before, what)
  }
})

t.test('a date is no part of what makes a confirmation another one', async t => {
  t.equal((await post('2026-01-01', ids.wingtip)).statusCode, 201)
  isError(t, await post('2026-01-02', ids.wingtip), 'PartnerConfirmedAgreementAlreadyExists')
})
