/** Examples of the OpenAPI document. */
export const addressExample = {
  country: 'US',
  city: 'Redmond',
  state: 'WA',
  addressLine1: '1 Example Way',
  postalCode: '98052',
  firstName: 'Nia',
  lastName: 'Newcomb',
  phoneNumber: '+1 425 555 0101'
}

const billing = {
  email: 'nia@newcomb.example',
  culture: 'en-US',
  language: 'en',
  companyName: 'Newcomb Traders',
  defaultAddress: addressExample
}

/** The body of a creation. */
export const newCustomerExample = { companyProfile: { domain: 'newcomb.example' }, billingProfile: billing }

const id = 'c7000000-0000-4000-8000-000000000007'
const linkTo = (uri: string) => ({ self: { uri, method: 'GET', headers: [] } })

/** The response to that creation. */
export const customerExample = {
  id,
  commerceId: id,
  companyProfile: {
    tenantId: id,
    domain: 'newcomb.example',
    companyName: 'Newcomb Traders',
    links: linkTo(`/customers/${id}/profiles/company`),
    attributes: { objectType: 'CustomerCompanyProfile' }
  },
  billingProfile: {
    id: '7b000000-0000-4000-8000-000000000007',
    ...billing,
    attributes: { objectType: 'CustomerBillingProfile' }
  },
  relationshipToPartner: 'reseller',
  allowDelegatedAccess: false,
  userCredentials: { userName: 'admin', password: 'shown-once' },
  links: linkTo(`/customers/${id}`),
  attributes: { objectType: 'Customer' }
}
