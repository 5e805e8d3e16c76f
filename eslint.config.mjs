// Type-aware and strict. No warnings: a rule is an error or it is not here. Layout is prettier's alone.
import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = [
  '**/*.spec.ts',
  '**/*.int-spec.ts',
  '**/*.whole-spec.ts',
  'test/**/*.ts',
  '{libs,services,tools}/*/test/**/*.ts',
  '**/testing/**/*.ts',
  '**/*.fake.ts',
];

const bannedInServices = [
  { name: 'prom-client', message: 'Metrics come from @lab/instrumentation.' },
  { name: 'amqplib', message: 'The broker is reached through @lab/messaging.' },
  { name: 'express', message: 'The HTTP server is Fastify, and only @lab/instrumentation touches it.' },
];

// ESLint's max-params counts constructors like functions; injection may take six, a function three.
const params = [
  {
    selector:
      ":matches(FunctionDeclaration, ArrowFunctionExpression, :not(MethodDefinition[kind='constructor']) > FunctionExpression)[params.length>3]",
    message: 'More than three parameters: take an options object.',
  },
  {
    selector: "MethodDefinition[kind='constructor'] > FunctionExpression[params.length>6]",
    message: 'More than six injected dependencies: this is two services.',
  },
];
const env = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read once, by the config loader (services) or in main.ts (tools/lab).',
};
const exit = {
  selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
  message: 'Only main.ts ends the process; elsewhere return or throw.',
};

const uuid = {
  selector: "CallExpression[callee.object.name='z'][callee.property.name=/^(uuid|guid)/]",
  message:
    'A UUID has two spellings: parse it with OrderId or MessageId of @lab/contracts, which make them one.',
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.lab/', '.nx/', 'coverage/', 'programs/', 'load/']),
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      // Its successor, Error.isError, is not in the types of es2024 yet; instanceof fails across Jest's realms.
      '@typescript-eslint/no-deprecated': ['error', { allow: ['isNativeError'] }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // A type-only import of an injected class erases the metadata that Nest injects by, and fails only at run time.
      '@typescript-eslint/consistent-type-imports': 'off',
      // Numbers in messages are plain; what must not be printed by accident is an object.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Nest modules are classes with decorators and nothing in them.
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowStaticOnly: true },
      ],
      // `() => emitter.emit(…)` as a callback is no confusion; a returned void from a statement is.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // env['NAME'] is what noPropertyAccessFromIndexSignature demands.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/unified-signatures': 'off', // overloads document better than unions of options
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off', // `void | Promise<void>` is what a callback may return
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // libraries declare their options as classes
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }], // `module: OrdersModule.with`
      // An empty text from the environment or a command line means "not given".
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }], // rethrowing what was caught
      eqeqeq: ['error', 'always', { null: 'ignore' }], // `== null` is both of them on purpose
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...params, env, exit, uuid],
      complexity: ['error', 8],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['services/*/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-imports': ['error', { paths: bannedInServices, patterns: ['@opentelemetry/sdk-*'] }],
    },
  },
  {
    files: [
      'libs/instrumentation/src/config/**',
      'libs/instrumentation/src/config*.ts',
      'libs/instrumentation/src/register.ts',
      'tools/lab/src/context.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...params, exit, uuid] },
  },
  {
    files: ['**/main.ts', 'libs/instrumentation/src/bootstrap/exit.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...params, uuid], 'no-console': 'off' },
  },
  {
    files: ['libs/contracts/src/ids.ts'],
    rules: { 'no-restricted-syntax': ['error', ...params, env, exit] },
  },
  {
    files: TESTS,
    rules: {
      'no-restricted-syntax': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off', // a describe block is one function
      complexity: 'off', // `?.` and `??` on what a test expects to be there
      // Fakes are async because what they stand for is; expect(object.method) does not call it.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // expect.any(), expect.objectContaining() and a mock's calls are any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off', // what is not an Error is thrown at us too
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'module',
          'require',
          '__dirname',
          'Buffer',
          'setImmediate',
          'setTimeout',
          'clearTimeout',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  prettier,
);
