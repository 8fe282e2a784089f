import type { KnownCustomer, PartnerOfCustomer, StoredConfirmation } from '../repository.js'
import { namesFamilyFirst } from '../offer/read-form.js'
import { Day, Layout, Moment, momentText, nameOf, type View } from '../views/view.js'

/** The confirmation of an acceptance, to print or save. */
export function ConfirmationPage ({ view, confirmation }: { view: View, confirmation: StoredConfirmation }) {
  const { words, language, base } = view
  const { form, confirmation: said } = words
  const { companyName, firstName, lastName, userName, partner, version, sha256, consent, consentLanguage } =
    confirmation
  const href = `${base}/accept/documents/${confirmation.documentId}`
  const names = namesFamilyFirst(language) ? [lastName, firstName] : [firstName, lastName]
  return (
    <Layout view={view} title={said.title}>
      <h1>{said.title}</h1>
      <p class='lead'>{said.text}</p>
      <section class='card'>
        <dl>
          <div>
            <dt>{said.reference}</dt>
            <dd class='code'>{confirmation.referenceId}</dd>
          </div>
          <div>
            <dt>{said.date}</dt>
            <dd>
              <Moment view={view} at={confirmation.acceptedAt} />
            </dd>
          </div>
          <div>
            <dt>{said.organization}</dt>
            <dd>
              <bdi>{companyName}</bdi>
            </dd>
          </div>
          <div>
            <dt>{said.signatory}</dt>
            <dd>
              <bdi>{names[0]}</bdi> <bdi>{names[1]}</bdi>
            </dd>
          </div>
          <div>
            <dt>{said.account}</dt>
            <dd>
              <bdi>{userName}</bdi>
            </dd>
          </div>
          {partner === null
            ? null
            : (
              <div>
                <dt>{said.relationship}</dt>
                <dd>
                  <bdi>{partner}</bdi>
                </dd>
              </div>
              )}
          <div>
            <dt>{form.document}</dt>
            <dd>{words.agreement}</dd>
          </div>
          <div>
            <dt>{form.version}</dt>
            <dd>
              <bdi>{version}</bdi>
            </dd>
          </div>
          <div>
            <dt>{form.language}</dt>
            <dd>{nameOf('language', confirmation.language, language)}</dd>
          </div>
          <div>
            <dt>{form.country}</dt>
            <dd>{nameOf('region', confirmation.country, language)}</dd>
          </div>
          <div>
            <dt>{said.hash}</dt>
            <dd class='code'>{sha256}</dd>
          </div>
        </dl>
      </section>
      <section aria-labelledby='words'>
        <h2 id='words'>{said.words}</h2>
        <blockquote lang={consentLanguage}>
          {consent.split('\n').map(line => (
            <p key={line}>{line}</p>
          ))}
        </blockquote>
      </section>
      <div class='screen-only'>
        <p>{said.print}</p>
        {/* A link, because the browser's own command to save a page does not always save the same bytes. */}
        <p>
          <a
            href={href}
            download={`MicrosoftCustomerAgreement-${confirmation.country}-${confirmation.language}-${version}.html`}
          >
            {said.displayed}
          </a>
        </p>
        <p>
          <a href={`${href}?form=download`}>{said.wordFile}</a>
        </p>
        <p>
          <a href={`${base}/accept/partners?lang=${language}`}>{words.partners.title}</a>
        </p>
      </div>
    </Layout>
  )
}

/** The list of all partners of a customer (R23). */
export function PartnersPage ({
  view,
  customer,
  list
}: {
  view: View
  customer: KnownCustomer
  list: readonly PartnerOfCustomer[]
}) {
  const {
    words: { partners, accepted },
    base,
    language,
    session
  } = view
  const isOwn = customer.referenceId !== null && customer.acceptedBy === session?.objectId
  return (
    <Layout view={view} title={partners.title}>
      <h1>{partners.title}</h1>
      <p class='lead'>{partners.text}</p>
      <p class='status'>
        {customer.acceptedAt === null
          ? partners.notAccepted
          : partners.acceptedOn(momentText(view, customer.acceptedAt))}
      </p>
      {isOwn
        ? (
          <p>
            <a href={`${base}/accept/confirmations/${customer.referenceId}?lang=${language}`}>{accepted.open}</a>
          </p>
          )
        : null}
      {list.length === 0 ? <p>{partners.none}</p> : null}
      {list.map(partner => (
        <section key={partner.id} class='card'>
          <h2>
            <bdi>{partner.name}</bdi>
          </h2>
          <Facts view={view} partner={partner} />
          <p>
            <a href={`${base}/accept/partners/${partner.id}?lang=${language}`}>
              {partners.details}
              <span class='unseen'>: {partner.name}</span>
            </a>
          </p>
        </section>
      ))}
    </Layout>
  )
}

/** One partner, and the status of the agreement with it. */
export function PartnerPage ({
  view,
  customer,
  partner
}: {
  view: View
  customer: KnownCustomer
  partner: PartnerOfCustomer
}) {
  const {
    words: { partners },
    base,
    language
  } = view
  return (
    <Layout view={view} title={partner.name}>
      <h1>
        <bdi>{partner.name}</bdi>
      </h1>
      <section class='card'>
        <Facts view={view} partner={partner} isWhole />
      </section>
      <p class='status'>
        {customer.acceptedAt === null
          ? partners.notAccepted
          : partners.acceptedOn(momentText(view, customer.acceptedAt))}
      </p>
      <p>
        <a href={`${base}/accept/partners?lang=${language}`}>{partners.back}</a>
      </p>
    </Layout>
  )
}

function Facts ({ view, partner, isWhole = false }: { view: View, partner: PartnerOfCustomer, isWhole?: boolean }) {
  const { partners } = view.words
  const { since, attestedAt, invitedAt, reseller, id } = partner
  return (
    <>
      <dl>
        {since === null
          ? null
          : (
            <div>
              <dt>{partners.since}</dt>
              <dd>
                <Day view={view} at={since} />
              </dd>
            </div>
            )}
        {attestedAt === null
          ? null
          : (
            <div>
              <dt>{partners.attested}</dt>
              <dd>
                <Day view={view} at={attestedAt} />
              </dd>
            </div>
            )}
        {invitedAt === null
          ? null
          : (
            <div>
              <dt>{partners.invited}</dt>
              <dd>
                <Day view={view} at={invitedAt} />
              </dd>
            </div>
            )}
        {!isWhole || reseller === null
          ? null
          : (
            <div>
              <dt>{partners.reseller}</dt>
              <dd>
                <bdi>{reseller}</bdi>
              </dd>
            </div>
            )}
        {isWhole
          ? (
            <div>
              <dt>{partners.id}</dt>
              <dd class='code'>{id}</dd>
            </div>
            )
          : null}
      </dl>
      {since === null ? <p>{partners.noRelationship}</p> : null}
      {attestedAt === null ? <p class='note'>{partners.notAttested}</p> : null}
    </>
  )
}
