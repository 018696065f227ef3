import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { importDirection } from './scripts/lint/importDirection.mjs'

const noBarrel = { selector: 'ExportAllDeclaration', message: 'Only sdk/ and protocol/ have barrels: import from the file that defines it.' }
const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Only an experiment or a peer has a default export: name this one.' }

export default defineConfig(
  { ignores: ['dist/', '.cache/', 'node_modules/', 'my-first-experiment*/', '**/golden/', '**/reference/', 'sidecar/engine/wasm/assembly/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { gradlab: { rules: { 'import-direction': importDirection } } },
    rules: {
      'gradlab/import-direction': 'error',
      'no-restricted-syntax': ['error', noBarrel, noDefaultExport],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // It takes a cast that chooses an overload of tfjs for one that does nothing.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowArray: true }],
      // Methods here belong to objects of closures, which have no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // A callback of an experiment may be async or not; one that awaits nothing yet keeps its type.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['protocol/**', 'sdk/**'], rules: { 'no-restricted-syntax': ['error', noDefaultExport] } },
  { files: ['directions/**', 'test/**', '*.mjs'], rules: { 'no-restricted-syntax': ['error', noBarrel] } },
  { files: ['eslint.config.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    // These rules do not see a JSDoc cast, such as that of a parsed file; tsc checks it.
    files: ['**/*.mjs', '**/*.cjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)
