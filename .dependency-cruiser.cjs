// Who may import whom (Nx tags say the same in words; this is what enforces it). Every rule is an error.
const SPEC = '\\.(spec|int-spec|whole-spec)\\.ts$';
const TEST_FOLDER = '^(test|[^/]+/[^/]+/test)/';

/** A library of ours may import these others, and nothing else of ours; its tests also libs/testing (see `test-helpers-…`). */
const library = (name, allowed) => ({
  name: `${name}-imports-only-${['itself', ...allowed].join('-')}`,
  severity: 'error',
  comment: `libs/${name} may use ${allowed.length === 0 ? 'nothing else of ours' : allowed.join(', ')}`,
  from: { path: `^libs/${name}/` },
  to: {
    path: '^(libs|services|tools|test|bench)/',
    pathNot: `^libs/(${[name, ...allowed, 'testing'].join('|')})/`,
  },
});

/** A tool may import these others, and nothing else of ours. */
const tool = (name, allowed) => ({
  name: `${name}-imports-only-${['itself', ...allowed].join('-')}`,
  severity: 'error',
  from: { path: `^tools/${name}/` },
  to: { path: '^(libs|services|tools|test|bench)/', pathNot: `^tools/(${[name, ...allowed].join('|')})/` },
});

/** Node runs these, and so does the browser. Reading a dashboard is the server's task. */
const IN_THE_BROWSER = {
  path: '^tools/(analysis/src|boards/src|dash/src/page)/',
  pathNot: [SPEC, '/testing/', '^tools/boards/src/(read-dashboard|schema)\\.ts$'],
};

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere escapes every other rule.',
      from: { path: '^(libs|services|tools|test)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      severity: 'error',
      comment: 'Hoisting makes undeclared packages resolve here and fail elsewhere.',
      from: { path: '^(libs|services|tools)/', pathNot: [SPEC, TEST_FOLDER] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'service-imports-no-service',
      severity: 'error',
      comment: 'Services meet on the wire: HTTP and messages.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^(services|tools|test|bench)/', pathNot: '^services/$1/' },
    },
    library('contracts', []),
    library('faults', ['contracts']),
    library('messaging', ['contracts']),
    library('instrumentation', ['contracts']),
    library('testing', []),
    {
      name: 'test-helpers-only-in-tests',
      severity: 'error',
      comment: 'libs/testing is a development dependency: no build of it exists for what runs.',
      from: { pathNot: [SPEC, TEST_FOLDER, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'lab-imports-only-contracts',
      severity: 'error',
      from: { path: '^tools/lab/' },
      to: { path: '^(libs|services|test|bench)/', pathNot: '^libs/(contracts|testing)/' },
    },
    {
      name: 'verb-imports-no-verb',
      severity: 'error',
      comment: 'What two verbs need has a room of its own: audit/, k6/, logs/, process/, report/, ….',
      from: { path: '^tools/lab/src/verbs/([^/]+)/' },
      to: { path: '^tools/lab/src/verbs/[^/]+/', pathNot: '^tools/lab/src/verbs/$1/' },
    },
    {
      name: 'room-knows-no-verb',
      severity: 'error',
      comment: 'Verbs are thin and come last: nothing below them depends on one.',
      from: { path: '^tools/lab/src/[^/]+/', pathNot: '^tools/lab/src/verbs/' },
      to: { path: '^tools/lab/src/verbs/' },
    },
    {
      name: 'engines-by-their-front',
      severity: 'error',
      comment:
        'Verbs speak to Engine (engines/engine.ts), not to Docker or to our supervisor. The integration specs test the insides.',
      from: { path: '^(tools|test|bench)/', pathNot: ['^tools/lab/src/engines/', '^tools/lab/test/'] },
      to: { path: '^tools/lab/src/engines/[^/]+/' },
    },
    {
      name: 'engine-imports-no-engine',
      severity: 'error',
      comment: 'What both engines need is in engines/shared.',
      from: { path: '^tools/lab/src/engines/(native|compose)/' },
      to: { path: '^tools/lab/src/engines/(native|compose)/', pathNot: '^tools/lab/src/engines/$1/' },
    },
    {
      name: 'dashboards-import-only-contracts',
      severity: 'error',
      from: { path: '^tools/dashboards/' },
      to: { path: '^(libs|services|tools|test|bench)/', pathNot: '^(libs/contracts|tools/dashboards)/' },
    },
    tool('analysis', []),
    tool('boards', ['analysis']),
    tool('dash', ['analysis', 'boards']),
    tool('objectives', []),
    {
      name: 'lab-imports-only-these-tools',
      severity: 'error',
      from: { path: '^tools/lab/' },
      to: { path: '^tools/', pathNot: '^tools/(analysis|boards|dash|lab|objectives)/' },
    },
    {
      name: 'tools-by-their-index',
      severity: 'error',
      comment:
        'As for libraries. @lab/boards/read is apart because it needs zod, which the browser does not have; @lab/analysis/capacity because the page need not load it.',
      from: { path: '^(tools/([^/]+)|libs|services|test|bench)/' },
      to: {
        path: '^tools/(analysis|boards|dash|objectives)/',
        pathNot: [
          '^tools/[^/]+/src/(capacity/)?index\\.ts$',
          '^tools/boards/src/read-dashboard\\.ts$',
          '/testing/',
          '^tools/$2/',
        ],
      },
    },
    {
      name: 'no-fixtures-in-the-product',
      severity: 'error',
      from: { path: '^tools/[^/]+/src/', pathNot: [SPEC, '/testing/'] },
      to: { path: '^tools/[^/]+/src/.*testing/' },
    },
    {
      name: 'page-imports-no-server',
      severity: 'error',
      from: { path: '^tools/dash/src/page/' },
      to: { path: '^tools/dash/src/', pathNot: '^tools/dash/src/page/' },
    },
    {
      name: 'browser-has-no-node',
      severity: 'error',
      from: IN_THE_BROWSER,
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'browser-has-only-echarts',
      severity: 'error',
      comment: 'The import map of the page offers no other package. Types are erased.',
      from: IN_THE_BROWSER,
      to: {
        path: ['node_modules/', '^tools/boards/src/(read-dashboard|schema)\\.ts$'],
        pathNot: 'node_modules/echarts/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'contracts-need-only-zod',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: SPEC },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'amqplib-only-in-messaging',
      severity: 'error',
      comment:
        'One place that knows channels. The lab reads queues itself: its audit must not trust the library.',
      from: {
        path: '^(libs|services|tools)/',
        pathNot: ['^libs/messaging/', '^tools/lab/', '^services/[^/]+/test/'],
      },
      to: { path: 'node_modules/(@types/)?(amqplib|amqp-connection-manager)/' },
    },
    {
      name: 'service-without-telemetry-sdk',
      severity: 'error',
      comment:
        'Services use the OpenTelemetry API; the SDK and the metric registry are set up by @lab/instrumentation.',
      from: { path: '^services/[^/]+/src/', pathNot: SPEC },
      to: {
        path: 'node_modules/(prom-client|@opentelemetry/(sdk-[^/]+|exporter-[^/]+|instrumentation[^/]*))/',
      },
    },
    {
      name: 'service-calls-by-our-client',
      severity: 'error',
      comment:
        'HttpClient of @lab/instrumentation makes the span, the limits and the retries of a call (ADR 0006).',
      from: { path: '^services/[^/]+/src/' },
      to: { path: 'node_modules/(axios|undici)/' },
    },
    {
      name: 'transport-goes-through-service',
      severity: 'error',
      comment: 'Controllers and consumers decode, call one use case and answer.',
      from: { path: '\\.(controller|consumer)\\.ts$' },
      to: { path: '\\.(repository|client)\\.ts$' },
    },
    {
      name: 'use-case-knows-no-driver',
      severity: 'error',
      comment: 'What is outside is reached through a repository or a client.',
      from: { path: '^services/[^/]+/src/.*\\.(service|errors)\\.ts$', pathNot: '/(postgres|redis)/' },
      to: { path: 'node_modules/(express|fastify|axios|ioredis|pg|amqplib)/' },
    },
    {
      name: 'libraries-by-their-index',
      severity: 'error',
      comment: 'What a library does not export is its own business.',
      from: { path: '^(libs/([^/]+)|services|tools|test|bench)/' },
      // The one other entry point: a side effect that has to be the first import of main.ts.
      to: {
        path: '^libs/[^/]+/',
        pathNot: [
          '^libs/[^/]+/(src|dist)/index\\.(ts|js)$',
          '^libs/instrumentation/(src|dist)/register\\.(ts|js)$',
          '^libs/$2/',
        ],
      },
    },
    {
      name: 'feature-flags-only-in-faults',
      severity: 'error',
      comment:
        'Nobody else evaluates a flag: what is asked with each request is a look into a map, and no hook writes a flag into a span.',
      from: { path: '^(libs|services|tools)/', pathNot: '^libs/faults/' },
      to: { path: 'node_modules/@openfeature/' },
    },
    {
      name: 'nothing-imports-a-spec',
      severity: 'error',
      from: {},
      to: { path: SPEC },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^(libs|services|tools)/[^/]+/src/', pathNot: SPEC },
      to: { path: '^(test|(libs|services|tools)/[^/]+/test)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@lab/source', 'types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['types', 'main'],
    },
    skipAnalysisNotInRules: true,
  },
};
