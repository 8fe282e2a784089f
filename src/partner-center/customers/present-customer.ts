import type { Customer, ListedCustomer } from './repository.js'
import type { CustomerResource } from './schemas.js'

/** A customer as Partner Center shows one alone. Never its credentials. */
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
    // Nothing here gives a partner rights in a customer's tenant.
    allowDelegatedAccess: false,
    ...(indirectResellerId !== null && { associatedPartnerId: indirectResellerId }),
    links: linkTo(`/customers/${customerId}`),
    attributes: { objectType: 'Customer' }
  }
}

/** A customer as lists show it. */
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
