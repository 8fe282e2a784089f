import type { Offer } from './offer.js'
import { boxes, fieldsIn, type Box, type FormContent, type FormProblems, type TextField } from './read-form.js'
import { Layout, nameOf, type View } from '../views/view.js'
import type { Words } from '../words/words.js'

/** What the form shows. */
export interface OfferPageProps {
  readonly view: View
  readonly offer: Offer
  readonly content: FormContent
  readonly problems: FormProblems
  readonly formKey: string
  /** The encrypted record of what the form showed, and since when. */
  readonly shown: string
}

/** The texts beside the boxes, which are what the customer accepts. */
export function consentOf (offer: Offer, { words, language }: View): Readonly<Partial<Record<Box, string>>> {
  const { partner, reseller, document } = offer
  const agreement = words.consentAgreement({
    version: document.version,
    language: nameOf('language', document.language, language)
  })
  if (!offer.asksRelationship) return { agreement }
  return {
    relationship:
      reseller === null ? words.consentRelationship(partner.name) : words.consentReseller(partner.name, reseller.name),
    agreement
  }
}

/** The page with the offer, its meaning, and the form to accept or decline it. */
export function OfferPage (props: OfferPageProps) {
  const { view, offer, problems, formKey, shown } = props
  const { form } = view.words
  const title = offer.asksRelationship ? form.titleWithRelationship : form.title
  return (
    <Layout view={view} title={title}>
      {Object.keys(problems).length === 0 ? null : <Summary {...props} />}
      <h1>{title}</h1>
      <p class='lead'>
        {offer.asksRelationship ? form.asksRelationship(offer.partner.name) : form.asks(offer.partner.name)}
      </p>
      {offer.reseller === null ? null : <p>{form.throughReseller(offer.reseller.name)}</p>}
      <DocumentCard view={view} offer={offer} />
      <section aria-labelledby='meaning'>
        <h2 id='meaning'>{form.meaning}</h2>
        <p>{form.meaningAgreement}</p>
        {offer.asksRelationship ? <p>{form.meaningRelationship}</p> : null}
      </section>
      {offer.partners.length === 0 ? null : <Partners view={view} offer={offer} />}
      <form method='post' action={`?${view.query}lang=${view.language}`} novalidate>
        <input type='hidden' name='formKey' value={formKey} />
        <input type='hidden' name='shown' value={shown} />
        <fieldset>
          <legend>{form.signatory}</legend>
          <p class='hint'>{form.signatoryText}</p>
          {fieldsIn(view.language).map(field =>
            field === 'company' && !offer.isNewCustomer ? null : <Field key={field} {...props} field={field} />
          )}
        </fieldset>
        <fieldset>
          <legend>{form.consent}</legend>
          {boxes.map(box => (
            <Consent key={box} {...props} box={box} />
          ))}
        </fieldset>
        <div class='actions'>
          <button class='primary' name='decision' value='accept'>
            {form.accept}
          </button>
          {offer.invitation === undefined
            ? null
            : (
              <button name='decision' value='decline' aria-describedby='decline-hint'>
                {form.decline}
              </button>
              )}
        </div>
        {offer.invitation === undefined
          ? null
          : (
            <p class='hint' id='decline-hint'>
              {form.declineText}
            </p>
            )}
      </form>
    </Layout>
  )
}

function DocumentCard ({
  view: {
    words: { form },
    language,
    base
  },
  offer: { document }
}: {
  view: View
  offer: Offer
}) {
  const href = `${base}/accept/documents/${document.documentId}`
  return (
    <section class='card' aria-labelledby='document'>
      <h2 id='document'>{form.document}</h2>
      <dl>
        <div>
          <dt>{form.version}</dt>
          <dd>
            <bdi>{document.version}</bdi>
          </dd>
        </div>
        <div>
          <dt>{form.language}</dt>
          <dd>{nameOf('language', document.language, language)}</dd>
        </div>
        <div>
          <dt>{form.country}</dt>
          <dd>{nameOf('region', document.country, language)}</dd>
        </div>
      </dl>
      <p>
        <a class='button' href={href} target='_blank' rel='noopener noreferrer'>
          {form.read} <span class='note'>({form.newTab})</span>
        </a>
      </p>
      <p>
        <a href={`${href}?form=download`}>{form.download}</a>
      </p>
    </section>
  )
}

function Partners ({ view: { words: { form } }, offer }: { view: View, offer: Offer }) {
  return (
    <section aria-labelledby='partners'>
      <h2 id='partners'>{form.partners}</h2>
      <p>{form.partnersText}</p>
      <ul>{offer.partners.map(({ id, name }) => <li key={id}><bdi>{name}</bdi></li>)}</ul>
    </section>
  )
}

const inputs = {
  company: { type: 'text', autocomplete: 'organization' },
  firstName: { type: 'text', autocomplete: 'given-name' },
  lastName: { type: 'text', autocomplete: 'family-name' },
  email: { type: 'email', autocomplete: 'email' },
  phoneNumber: { type: 'tel', autocomplete: 'tel' }
} as const satisfies Readonly<Record<TextField, object>>

function Field ({ view, content, problems, field }: OfferPageProps & { field: TextField }) {
  const { form } = view.words
  const problem = problemText(view.words, field, problems)
  const isOptional = field === 'phoneNumber'
  return (
    <div class='field'>
      <label for={field}>
        {form[field]}
        {isOptional ? <span class='note'> ({form.optional})</span> : null}
      </label>
      {problem === undefined
        ? null
        : (
          <p class='problem' id={`${field}-problem`}>
            {problem}
          </p>
          )}
      <input
        id={field}
        name={field}
        {...inputs[field]}
        value={content.texts[field]}
        required={!isOptional}
        spellcheck={false}
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={problem === undefined ? undefined : `${field}-problem`}
      />
    </div>
  )
}

function Consent ({ view, offer, content, problems, box }: OfferPageProps & { box: Box }) {
  const consent = consentOf(offer, view)[box]
  if (consent === undefined) return null
  const isWrong = problems[box] !== undefined
  return (
    <div class='consent'>
      {isWrong ? <p class='problem' id={`${box}-problem`}>{view.words.errors.tick}</p> : null}
      <div class='box'>
        <input
          type='checkbox' id={box} name={box} value='yes' checked={content.ticked[box]} required
          aria-invalid={isWrong ? 'true' : undefined} aria-describedby={isWrong ? `${box}-problem` : undefined}
        />
        <label for={box}>{consent}</label>
      </div>
    </div>
  )
}

/** The list of problems. The browser focuses it, so that screen readers read it first. */
function Summary ({ view: { words, language }, offer, problems }: OfferPageProps) {
  const order = [...fieldsIn(language), ...boxes].filter(field => problems[field] !== undefined)
  const label = (box: Box) => box === 'agreement' ? words.agreement : offer.partner.name
  return (
    <div class='summary' role='alert' tabIndex={-1} autofocus>
      <h2>{words.errors.title}</h2>
      <ul>
        {order.map(field => (
          <li key={field}>
            <a href={`#${field}`}>
              {field === 'agreement' || field === 'relationship'
                ? `${label(field)}: ${words.errors.tick}`
                : problemText(words, field, problems)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function problemText ({ errors, form }: Words, field: TextField, problems: FormProblems): string | undefined {
  const problem = problems[field]
  return problem && errors[problem](form[field])
}
