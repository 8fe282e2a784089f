import t from 'tap'
import { futureToleranceMs, isInFuture, parseDateAgreed } from '../../../src/domain/agreements/date-agreed.js'

const accepted: Array<[given: string, text: string]> = [
  ['2018-06-14T00:00:00.000Z', '2018-06-14T00:00:00.000Z'],
  ['2019-08-26T00:00:00Z', '2019-08-26T00:00:00Z'],
  ['2019-08-26T10:11:50.11102Z', '2019-08-26T10:11:50.11102Z'],
  ['2019-08-26T10:11:50.1234567Z', '2019-08-26T10:11:50.1234567Z'],
  ['2019-08-26T10:11:50.123456789Z', '2019-08-26T10:11:50.1234567Z'],
  ['2020-02-03T04:05:06.789-05:00', '2020-02-03T09:05:06.789Z'],
  ['2020-02-03T04:05:06+14:00', '2020-02-02T14:05:06Z'],
  ['2020-02-03T04:05:06', '2020-02-03T04:05:06Z'],
  ['2020-02-03', '2020-02-03T00:00:00Z'],
  ['2024-02-29', '2024-02-29T00:00:00Z'],
  ['2020-02-03t04:05:06z', '2020-02-03T04:05:06Z'],
  ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z'],
  ['0001-01-01T00:00:00', '0001-01-01T00:00:00Z']
]

for (const [given, text] of accepted) {
  t.test(`${given} is read as ${text}`, async t => t.equal(parseDateAgreed(given)?.text, text))
}

const rejected = [
  '', ' ', '2024-02-30', '2023-02-29', '2024-13-01', '2024-00-10', '2024-01-32', '0000-01-01', '10000-01-01',
  '+002024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T23:60:00Z', '2024-01-01T23:59:60Z', '2024-01-01T10:00Z',
  '2024-01-01T10:00:00.Z', '2024-01-01T10:00:00.1234567890Z', '2024-01-01T10:00:00+14:01', '2024-01-01T10:00:00+1400',
  '2024-01-01T10:00:00+05:60', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00', 'infinity', 'now', 'today',
  '1577836800', '2024-1-1', '01/02/2024', '2024-01-01 10:00:00', '2024-01-01T10:00:00Z\n', ' 2024-01-01', '２０２４-01-01'
]

for (const given of rejected) {
  t.test(`${JSON.stringify(given)} is rejected`, async t => t.equal(parseDateAgreed(given), undefined))
}

t.test('the instant includes the fraction', async t => {
  t.equal(parseDateAgreed('2020-01-01T00:00:00.5Z')?.epochMs, Date.UTC(2020, 0, 1) + 500)
})

t.test('R8: a date is in the future only if no time zone explains it', async t => {
  const now = new Date('2026-03-02T10:00:00.000Z')
  const at = (ms: number) => parseDateAgreed(new Date(now.getTime() + ms).toISOString()) ?? t.fail('no date') as never
  t.equal(isInFuture(at(0), now), false)
  t.equal(isInFuture(at(futureToleranceMs), now), false, 'midday at UTC+14, sent without a zone')
  t.equal(isInFuture(at(futureToleranceMs + 1), now), true)
})
