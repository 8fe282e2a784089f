import t from 'tap'
import { ConfigurationError } from '../../src/errors/configuration-error.js'
import { programme, type ProgrammeRule } from '../../src/domain/programme.js'
import { readProgramme } from '../../src/order-gate/programme-file.js'

const own: ProgrammeRule = {
  id: 'own-row',
  rule: 'O1',
  effectiveFrom: '2027-01-01T00:00:00Z',
  environments: ['production'],
  channels: ['api'],
  clouds: ['public'],
  transactions: ['rename'],
  satisfiedBy: [{ acceptance: 'directAcceptance', from: '2027-02-01' }],
  source: 'our own contract'
}
const withRow = (id: string, changes: Partial<ProgrammeRule>) => programme.map(row => row.id === id ? { ...row, ...changes } : row)

const good: ReadonlyArray<readonly [name: string, file: unknown, expected: readonly unknown[]]> = [
  ['nothing changes nothing', {}, programme],
  ['empty lists change nothing', { rows: [], remove: [] }, programme],
  ['a known row is moved in time, in its place', { rows: [{ id: 're-acceptance', effectiveFrom: '2026-03-01T00:00:00Z' }] }, withRow('re-acceptance', { effectiveFrom: '2026-03-01T00:00:00Z' })],
  ['a known row takes lists whole', { rows: [{ id: 'customer-agreement', transactions: ['rename'], channels: ['api'] }] }, withRow('customer-agreement', { transactions: ['rename'], channels: ['api'] })],
  ['a known row is given an end', { rows: [{ id: 'customer-agreement', effectiveUntil: '2030-01-01' }] }, withRow('customer-agreement', { effectiveUntil: '2030-01-01' })],
  ['null takes an optional member away', { rows: [{ id: 're-acceptance', acceptedFrom: null }] }, programme.map(({ acceptedFrom, ...row }) => row)],
  ['a new row comes last', { rows: [own] }, [...programme, own]],
  ['a new row may have all members', { rows: [{ ...own, effectiveUntil: '2028-01-01', prerequisite: 'InventoryCheck', acceptedFrom: '2020-01-01T00:00:00+02:00' }] }, [...programme, { ...own, effectiveUntil: '2028-01-01', prerequisite: 'InventoryCheck', acceptedFrom: '2020-01-01T00:00:00+02:00' }]],
  ['rows are taken away', { remove: ['re-acceptance', 'new-offers'] }, programme.filter(({ id }) => id !== 're-acceptance' && id !== 'new-offers')],
  ['all at once', { rows: [own, { id: 'new-offers', rule: 'R30a' }], remove: ['re-acceptance'] }, [...withRow('new-offers', { rule: 'R30a' }).filter(({ id }) => id !== 're-acceptance'), own]]
]
for (const [name, file, expected] of good) {
  t.test(name, async t => t.strictSame(readProgramme(JSON.stringify(file)), expected))
}

t.test('a byte-order mark and Windows line ends do no harm', async t => {
  t.strictSame(readProgramme('\uFEFF{\r\n"remove": []\r\n}\r\n'), programme)
})

function faultsOf (file: string): readonly string[] {
  try {
    readProgramme(file)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

const mustBeComplete = ': no row has its id yet, so it must be complete'
const bad: ReadonlyArray<readonly [name: string, file: string, ...faults: string[]]> = [
  ['a file that is no object', '[]', 'line 1: the file must be an object'],
  ['unknown members', '{\n"row": [],\n"__proto__": 1}', 'line 2: row is unknown: members are rows, remove', 'line 3: __proto__ is unknown: members are rows, remove'],
  ['lists that are none', '{"rows": {},\n"remove": "x"}', 'line 1: rows must be a list', 'line 2: remove must be a list'],
  ['rows that are none', '{"rows": [\n1,\nnull,\n{}]}', 'line 2: rows[0] must be an object', 'line 3: rows[1] must be an object', `line 4: rows[2] lacks id, rule, effectiveFrom, environments, channels, clouds, transactions, satisfiedBy, source${mustBeComplete}`],
  ['a new row that is not complete', JSON.stringify({ rows: [{ ...own, source: undefined, clouds: undefined }] }), `line 1: rows[0] lacks clouds, source${mustBeComplete}`],
  ['a known row without anything is complete', '{"rows": [{"id": "re-acceptance"}]}'],
  ['an unknown member of a row', '{"rows": [{"id": "re-acceptance",\n"chanels": ["api"]}]}', 'line 2: rows[0].chanels is unknown: members are id, rule, effectiveFrom, effectiveUntil, environments, channels, clouds, transactions, prerequisite, satisfiedBy, acceptedFrom, source'],
  ['a date that is none', '{ "rows": [\n{"id": "re-acceptance"},\n{"id": "new-offers",\n"effectiveFrom": "2026-02-30T00:00:00Z"}]}', 'line 4: rows[1].effectiveFrom is not an ISO 8601 date-time'],
  ['dates of other types', '{"rows": [{"id": "new-offers",\n"effectiveFrom": 5,\n"effectiveUntil": "soon",\n"acceptedFrom": []}]}', 'line 2: rows[0].effectiveFrom is not an ISO 8601 date-time', 'line 3: rows[0].effectiveUntil is not an ISO 8601 date-time', 'line 4: rows[0].acceptedFrom is not an ISO 8601 date-time'],
  ['a required member that is null', '{"rows": [{"id": "new-offers",\n"rule": null}]}', 'line 2: rows[0].rule must be text'],
  ['blank texts', '{"rows": [{"id": "new-offers",\n"source": " "}]}', 'line 2: rows[0].source must be text'],
  ['an unknown kind of transaction', '{"rows": [{"id": "new-offers", "transactions": [\n"newPurchase",\n"purchase"]}]}', 'line 3: rows[0].transactions[1] is "purchase": it takes newPurchase, cartCheckout, addOn, seatIncrease, seatDecrease, termChange, billingChange, upgrade, conversion, manualRenewal, autoRenewal, suspend, reactivate, cancel, rename, autoRenewToggle'],
  ['an unknown environment, channel and cloud', '{"rows": [{"id": "new-offers",\n"environments": ["test"],\n"channels": ["API"],\n"clouds": [1]}]}', 'line 2: rows[0].environments[0] is "test": it takes production, sandbox', 'line 3: rows[0].channels[0] is "API": it takes dashboard, api', 'line 4: rows[0].clouds[0] is 1: it takes public, us_government, germany, china'],
  ['an unknown acceptance', '{"rows": [{"id": "new-offers", "satisfiedBy": [\n{"acceptance": "MCA"},\n{"from": "x"},\n{"acceptance": "directAcceptance", "from": null}]}]}', 'line 2: rows[0].satisfiedBy[0].acceptance is "MCA": it takes MicrosoftCloudAgreement, MicrosoftCustomerAgreement, directAcceptance', 'line 3: rows[0].satisfiedBy[1] lacks acceptance', 'line 3: rows[0].satisfiedBy[1].from is not an ISO 8601 date-time', 'line 4: rows[0].satisfiedBy[2].from is not an ISO 8601 date-time'],
  ['lists that would make a row apply to nothing, or be satisfied by nothing', '{"rows": [{"id": "new-offers",\n"channels": [],\n"satisfiedBy": []}]}', 'line 2: rows[0].channels must not be empty', 'line 3: rows[0].satisfiedBy must not be empty'],
  ['an end before the beginning', '{"rows": [\n{"id": "re-acceptance",\n"effectiveUntil": "2026-01-21T00:00:00Z"}]}', 'line 3: rows[0].effectiveUntil leaves the row no time: it would apply from 2026-01-21T00:00:00Z until 2026-01-21T00:00:00Z'],
  ['a beginning after the end that the row has', '{"rows": [{"id": "new-offers",\n"effectiveFrom": "2021-01-01"}]}', 'line 2: rows[0].effectiveFrom leaves the row no time: it would apply from 2021-01-01 until 2020-02-01T00:00:00Z'],
  ['an id twice', '{"rows": [{"id": "new-offers"},\n{"id": "new-offers"}]}', 'line 2: rows[1].id is that of rows[0] too'],
  ['a member twice', '{"rows": [{"id": "new-offers",\n"rule": "R1",\n"rule": "R2"}]}', 'line 3: rows[0].rule is there twice'],
  ['faults come in the order of the lines', '{"rows": [{"id": "new-offers",\n"channels": [],\n"rule": "R1",\n"rule": "R2"}]}', 'line 2: rows[0].channels must not be empty', 'line 4: rows[0].rule is there twice'],
  ['an id to remove that is none', '{"remove": [\n"re-aceptance", 7]}', 'line 2: remove[1] must be text'],
  ['an id to remove that is unknown', '{"remove": [\n"re-aceptance"]}', `line 2: remove[0] is "re-aceptance", which is no row: rows are ${programme.map(({ id }) => id).join(', ')}`],
  ['a row that is changed and removed', '{"rows": [{"id": "new-offers"}],\n"remove": ["new-offers"]}', 'line 2: remove[0] is changed by rows[0] too'],
  ['a long value is cut', `{"rows": [{"id": "new-offers", "channels": ["${'x'.repeat(1000)}"]}]}`, `line 1: rows[0].channels[0] is "${'x'.repeat(59)}...: it takes dashboard, api`]
]
for (const [name, file, ...faults] of bad) {
  t.test(`every fault is named by its line: ${name}`, async t => t.strictSame(faultsOf(file), faults))
}
