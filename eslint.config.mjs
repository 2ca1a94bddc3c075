// Lint: correctness (typescript-eslint strict) and the house's rules that types cannot express.
import tseslint from 'typescript-eslint';

const hostGlobals = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance', 'process', 'Buffer', 'fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'localStorage', 'require', 'self', 'window', 'document'];
const abilities = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take a Clock.' },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Take a Clock.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Take a Random.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'src/api/generated/', 'test/recorded/', '**/*.js', '**/*.cjs', '**/*.mjs', '!eslint.config.mjs'] },
  ...tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.mjs', 'esbuild.config.mts', 'vitest.e2e.config.mts'] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that owns the name.' }],
    },
  },
  {
    files: ['src/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error', '@typescript-eslint/await-thenable': 'error', '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }] },
  },
  {
    files: ['src/{base,api,document,language,client,cluster,kubectl,pod-test}/**/*.ts'],
    ignores: ['src/base/system-clock.ts'],
    rules: {
      'no-restricted-globals': ['error', ...hostGlobals.map((name) => ({ name, message: 'Not outside src/extension and src/entry: take an ability (Clock, Random, …).' }))],
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that owns the name.' }, ...abilities],
    },
  },
  { files: ['*.ts', '*.mts', '*.mjs'], rules: { 'no-restricted-exports': 'off' } },
);
