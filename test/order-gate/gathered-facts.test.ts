import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'

const { app, bearer } = await testApp(t)
const authorization = await bearer()
const other = await bearer('adminagent@fabrikam.example')

async function ask (customerId: string, caller = authorization): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: `/order-gate/v1/customers/${customerId}/decisions`, headers: { authorization: caller }, payload: { transaction: { kind: 'newPurchase' } } })
  const { outcome, reason, title } = answer.json()
  return String(reason ?? outcome ?? title)
}

async function confirm (customerId: string): Promise<void> {
  const { statusCode } = await app.inject({ method: 'POST', url: `/v1/customers/${customerId}/agreements`, headers: { authorization }, payload: confirmation() })
  if (statusCode !== 201) throw new Error(`confirming was answered with ${statusCode}`)
}

t.test('questions that share a statement are answered each by the facts of its own customer and partner', async t => {
  await confirm(ids.wingtip)
  const expected = [[ids.adventureWorks, 'noAgreement'], [ids.wingtip, 'allow'], [ids.proseware, 'onlyCloudAgreement'], [ids.litware, 'NoCustomerRelationship'], [ids.lucerne, 'acceptedBeforeCutOff']] as const
  const questions = Array.from({ length: 40 }, () => expected).flat()
  t.strictSame(await Promise.all(questions.map(([customerId]) => ask(customerId))), questions.map(([, outcome]) => outcome))
  const [own, others] = await Promise.all([ask(ids.wingtip), ask(ids.adventureWorks, other)])
  t.strictSame([own, others], ['allow', 'noAgreement'])
})
