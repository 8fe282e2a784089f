import neostandard from 'neostandard'
import tseslint from 'typescript-eslint'

const onlyAtTheEdge = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the instant as an argument: only the real clock reads it.' },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Take the instant as an argument: only the real clock reads it.' },
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: 'Read configuration through config.ts: only the entry points see the environment.' },
  { selector: "CallExpression[callee.name='randomUUID']", message: 'Take newId as an argument: only the entry points make ids.' }
]

export default [
  ...neostandard({ ts: true, ignores: ['dist/**', '.tap/**', '.test/**', '.data/**', 'test/openapi/client-types.ts', 'src/database/tables.ts'] }),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      // tap waits for its subtests by itself.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: ['test'] }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error'
    }
  },
  { files: ['src/**/*.ts', 'src/**/*.tsx'], ignores: ['src/server.ts', 'src/cli.ts'], rules: { 'no-restricted-syntax': ['error', ...onlyAtTheEdge] } }
]
