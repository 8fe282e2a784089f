import type { Command } from 'commander'
import type { PartnerRow } from './repository.js'
import { isInFuture, parseDateAgreed, type DateAgreed } from '../domain/agreements/date-agreed.js'
import type { Cloud, PartnerType } from '../domain/partner.js'
import { registerApplicationCommands } from './application-commands.js'
import { asOwner, optionReader, ownerHelp, type CommandContext } from './command.js'
import { CommandFailure } from './failures.js'
import { listLines } from './listing.js'
import { typeError } from './resellers.js'
import { oneOf } from '../settings/text-kinds.js'
import { claimValues, cspRegion, day, displayName, guid, mpnId, type ValueReader } from './values.js'

const types = ['direct-bill', 'indirect-provider', 'indirect-reseller'] as const
const clouds = ['public', 'us-government', 'germany', 'china'] as const

/** Adds the commands `partner add` and `partner list`, and those of `partner application`. */
export function registerPartnerCommands (program: Command, context: CommandContext): void {
  const partner = program.command('partner').description('register partners, and list them')
  partner.command('add').description('register a partner; changes nothing if it is already registered')
    .option('--id <guid>', "the partner's tenant id (required)")
    .option('--name <text>', 'its name (required)')
    .option('--type <type>', `${types.join(', ')} (required)`)
    .option('--cloud <cloud>', clouds.join(', '), 'public')
    .option('--provider <guid>', 'the indirect provider, if the partner is an indirect reseller')
    .option('--mpn-id <digits>', 'its id in the Microsoft Partner Network')
    .option('--csp-region <region>', 'the region of its CSP enrolment (default: "worldwide")')
    .option('--no-csp-enrolment', 'the partner has no CSP enrolment')
    .option('--signed-on <day>', 'when it signed the Microsoft Partner Agreement, YYYY-MM-DD (default: not signed)')
    .option('--admin-agents <values>', 'comma-separated role claim values of its Admin agents', 'AdminAgents')
    .option('--sales-agents <values>', 'comma-separated role claim values of its Sales agents', 'SalesAgents')
    .addHelpText('after', `
Example:
  partner-agreements partner add --id d1000000-0000-4000-8000-000000000001 --name 'Contoso Direct' \\
    --type direct-bill --mpn-id 1000001 --signed-on 2019-09-01 --admin-agents 5c2f7a4e-0b1d-4c35-9a55-1f0c3f7a9d21
${ownerHelp}`)
    .action(async (options: Record<string, unknown>) => {
      await addPartner(optionReader(options, context.environment), options['cspEnrolment'] === true, context)
    })
  partner.command('list').description('list all partners, by name')
    .option('--json', 'JSON lines, with everything that is stored')
    .addHelpText('after', `\nExample:\n  partner-agreements partner list --json | jq .partnerId\n${ownerHelp}`)
    .action(async ({ json = false }: { json?: boolean }) => {
      const partners = await asOwner(optionReader({}, context.environment), operator => operator.listPartners())
      const columns = ['partnerId', 'type', 'cloud', 'mpnId', 'cspRegion', 'signedOn', 'indirectProviderId', 'name']
      for (const line of listLines(partners.map(presentPartner), { json, columns })) context.print(line)
    })
  registerApplicationCommands(partner, context)
}

async function addPartner (reader: ValueReader, isEnrolled: boolean, { clock, print }: CommandContext): Promise<void> {
  const partner = readPartner(reader, isEnrolled, clock())
  const { partner_id: partnerId, indirect_provider_id: providerId } = partner
  await asOwner(reader, async operator => {
    const problem =
      providerId === null
        ? undefined
        : typeError(await operator.partnerTypes([providerId]), providerId, 'indirect_provider')
    if (problem !== undefined) throw new CommandFailure(`--provider: ${problem}`)
    const isNew = await operator.addPartner(partner)
    print(
      isNew ? `registered partner ${partnerId}` : `partner ${partnerId} was registered already; nothing was changed`
    )
  })
}

function readPartner (reader: ValueReader, isEnrolled: boolean, now: Date): PartnerRow {
  const type = asStored<PartnerType>(reader.required('type', oneOf(types)))
  const signedOn = reader.optional('signedOn', day)
  if (signedOn !== undefined && isInFuture(parseDateAgreed(signedOn) as DateAgreed, now)) {
    reader.fault('signedOn', 'is in the future.')
  }
  if (reader.has('provider') && type !== 'indirect_reseller') {
    reader.fault('provider', 'is for --type indirect-reseller only.')
  }
  if (reader.has('cspRegion') && !isEnrolled) reader.fault('cspRegion', 'cannot be combined with --no-csp-enrolment.')
  const region = reader.optional('cspRegion', cspRegion) ?? 'worldwide'
  return {
    partner_id: reader.required('id', guid),
    name: reader.required('name', displayName),
    type,
    cloud: asStored<Cloud>(reader.required('cloud', oneOf(clouds))),
    indirect_provider_id: reader.optional('provider', guid) ?? null,
    mpn_id: reader.optional('mpnId', mpnId) ?? null,
    csp_region: isEnrolled ? region : null,
    partner_agreement_signed_on: signedOn ?? null,
    admin_agent_claims: reader.required('adminAgents', claimValues),
    sales_agent_claims: reader.required('salesAgents', claimValues),
    registered_at: now
  }
}

/** Words of the command line have hyphens; the same words in the database have underscores. */
function asStored<Value extends string> (word: string | undefined): Value {
  return word?.replaceAll('-', '_') as Value
}

function presentPartner (partner: PartnerRow) {
  return {
    partnerId: partner.partner_id,
    name: partner.name,
    type: partner.type.replaceAll('_', '-'),
    cloud: partner.cloud.replaceAll('_', '-'),
    indirectProviderId: partner.indirect_provider_id,
    mpnId: partner.mpn_id,
    cspRegion: partner.csp_region,
    signedOn: partner.partner_agreement_signed_on,
    adminAgents: partner.admin_agent_claims,
    salesAgents: partner.sales_agent_claims,
    registeredAt: partner.registered_at.toISOString()
  }
}
