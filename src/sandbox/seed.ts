import { countries, languagesOf } from '../domain/agreements/agreement-locale.js'
import { agreementTemplates } from '../domain/agreements/agreement-template.js'
import type { DocumentImport, OperatorRepository } from '../operator/repository.js'
import {
  sandboxApplications,
  sandboxCustomers,
  sandboxPartners,
  sandboxRelationships,
  sandboxResellerLinks
} from './data.js'
import { sampleDocuments } from './documents/sample-documents.js'
import type { SandboxRepository } from './repository.js'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const version = 'sample-1'

/** Registers the sandbox's fixed data. A repetition changes nothing. */
export async function seedSandbox (operator: OperatorRepository, sandbox: SandboxRepository, now: Date): Promise<void> {
  for (const partner of sandboxPartners) {
    await operator.addPartner({
      partner_id: partner.partnerId,
      name: partner.name,
      type: partner.type,
      cloud: partner.cloud,
      indirect_provider_id:
        sandboxResellerLinks.find(({ resellerId }) => resellerId === partner.partnerId)?.providerId ?? null,
      mpn_id: partner.mpnId,
      csp_region: 'worldwide',
      partner_agreement_signed_on: partner.partnerAgreementSignedOn,
      admin_agent_claims: ['AdminAgents'],
      sales_agent_claims: ['SalesAgents'],
      registered_at: now
    })
  }
  for (const { partnerId, clientId } of sandboxApplications) {
    await operator.addApplication({ partner_id: partnerId, application_id: clientId, registered_at: now })
  }
  await operator.addCustomers(sandboxRelationships.map(({ partnerId, customerId, resellerId }) => {
    const { name, country } = sandboxCustomers.find(
      customer => customer.customerId === customerId
    ) as (typeof sandboxCustomers)[number]
    return {
      customer: { customer_id: customerId, company_name: name, country, registered_at: now },
      relationship: {
        partner_id: partnerId,
        customer_id: customerId,
        indirect_reseller_id: resellerId,
        established_at: now
      }
    }
  }))
  await sandbox.addCustomerUsers()
  await sandbox.addPastConfirmations(now)
  await sandbox.addPastPurchases()
  if ((await operator.listDocuments(false)).length === 0) await operator.importDocuments(await sandboxDocuments(), now)
}

/** A sample for every country and language that Partner Center offers. Countries share the sample of a language. */
async function sandboxDocuments (): Promise<DocumentImport[]> {
  const samples = new Map((await sampleDocuments()).map(sample => [sample.language, sample]))
  const templates = agreementTemplates.filter(({ hasDocument }) => hasDocument)
  return templates.flatMap(({ templateId }) =>
    countries.flatMap(country =>
      (languagesOf(country) ?? []).map(language => {
        const sample = samples.get(language) as NonNullable<ReturnType<typeof samples.get>>
        return {
          templateId,
          country,
          language,
          version,
          display: { mediaType: 'text/html; charset=utf-8', content: sample.html },
          download: { mediaType: docx, content: sample.docx }
        }
      })
    )
  )
}
