import type { Customer, ListedCustomer } from './repository.js'
import type { CustomerResource } from './schemas.js'

/** Presents a single customer as Partner Center does. It never contains credentials. */
export function presentCustomer (customer: Customer): CustomerResource {
  const { customerId, profile, indirectResellerId } = customer
  const { companyProfile } = presentListed(customer)
  const { organizationRegistrationNumber } = profile ?? {}
  return {
    id: customerId,
    commerceId: customerId,
    companyProfile: {
      ...companyProfile,
      ...(organizationRegistrationNumber !== undefined && { organizationRegistrationNumber }),
      links: linkTo(`/customers/${customerId}/profiles/company`)
    },
    ...(profile !== null && {
      billingProfile: { id: profile.id, ...profile.billing, attributes: { objectType: 'CustomerBillingProfile' } }
    }),
    relationshipToPartner: 'reseller',
    // This service never gives partners rights in a customer's tenant.
    allowDelegatedAccess: false,
    ...(indirectResellerId !== null && { associatedPartnerId: indirectResellerId }),
    links: linkTo(`/customers/${customerId}`),
    attributes: { objectType: 'Customer' }
  }
}

/** Presents a customer of a list. */
export function presentListed ({ customerId, companyName, domain }: ListedCustomer): CustomerResource {
  return {
    id: customerId,
    companyProfile: {
      tenantId: customerId,
      ...(domain !== null && { domain }),
      companyName,
      attributes: { objectType: 'CustomerCompanyProfile' }
    },
    relationshipToPartner: 'reseller',
    attributes: { objectType: 'Customer' }
  }
}

function linkTo (uri: string) {
  return { self: { uri, method: 'GET' as const, headers: [] } }
}
