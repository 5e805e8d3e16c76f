import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const RULES = jest
  .requireActual<{ forbidden: readonly { name: string }[] }>(CONFIG)
  .forbidden.map(({ name }) => name);

interface Cruise {
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Runs dependency-cruiser with the repository's rules on a small tree of files. */
function violations(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'lab-boundaries-'));
  try {
    for (const [path, text] of Object.entries({
      'tsconfig.base.json': '{}',
      'package.json': '{}',
      ...files,
    })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const roots = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path))].filter(
      (path) => path !== 'node_modules',
    );
    const args = [cruiser, '--config', CONFIG, '--output-type', 'json', ...roots];
    const { NODE_OPTIONS: _jests, ...env } = process.env;
    const json = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
    return (JSON.parse(json) as Cruise).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const npm = (name: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};',
});
const uses = (...modules: string[]): string => modules.map((module) => `import '${module}';\n`).join('');

const OUR_LIBRARIES = {
  'libs/messaging/src/index.ts': '',
  'libs/messaging/src/publish.ts': '',
  'libs/testing/src/index.ts': '',
};
const PACKAGES = [
  'zod',
  'pg',
  'ioredis',
  'amqplib',
  'axios',
  'prom-client',
  '@opentelemetry/sdk-node',
  '@opentelemetry/instrumentation-pg',
  '@openfeature/server-sdk',
  'fastify',
].map(npm);
/** All but fastify: what a manifest does not name is a breach of its own. */
const manifest = JSON.stringify({
  dependencies: {
    pg: '1',
    ioredis: '1',
    amqplib: '1',
    axios: '1',
    'prom-client': '1',
    '@opentelemetry/sdk-node': '1',
    '@opentelemetry/instrumentation-pg': '1',
    '@openfeature/server-sdk': '1',
    zod: '1',
  },
});

describe('the boundaries', () => {
  it('allow what the layout intends', () => {
    const files = {
      'package.json': manifest,
      'libs/contracts/src/index.ts': uses('zod'),
      'libs/faults/src/index.ts': uses('../../contracts/src/index', '@openfeature/server-sdk'),
      'libs/messaging/src/index.ts': uses('../../contracts/src/index', 'amqplib'),
      'libs/messaging/src/publish.spec.ts': uses('../../testing/src/index'),
      'libs/messaging/test/broker.ts': uses('../../testing/src/index'),
      'libs/testing/src/index.ts': uses('./proxy'),
      'libs/testing/src/proxy.ts': '',
      'services/orders/src/order/order.controller.ts': uses('./order.service'),
      'services/orders/src/order/order.service.ts': uses(
        './order.repository',
        '../../../../libs/messaging/src/index',
      ),
      'services/orders/src/order/order.repository.ts': uses('pg', '../../../../libs/faults/src/index'),
      'tools/analysis/src/index.ts': '',
      'tools/analysis/src/testing/trace.ts': '',
      'tools/boards/src/dashboard.ts': "import type { Schema } from './schema'; export type Board = Schema;",
      'tools/boards/src/index.ts': "import './dashboard'; import '../../analysis/src/index';",
      'tools/boards/src/read-dashboard.ts': uses('./schema', './dashboard'),
      'tools/boards/src/requests.spec.ts': uses('../../analysis/src/testing/trace', 'node:fs'),
      'tools/boards/src/schema.ts': "import { z } from 'zod'; export type Schema = z.ZodType;",
      'tools/dash/src/index.ts': uses('node:http', '../../boards/src/read-dashboard'),
      'tools/dash/src/page/main.ts': uses('../../../analysis/src/index', '../../../boards/src/index'),
      'tools/lab/src/boards.ts': uses('../../boards/src/index', '../../boards/src/read-dashboard'),
      'tools/lab/src/engines/index.ts': uses('./native/unit'),
      'tools/lab/src/engines/native/unit.ts': uses('../shared/ports'),
      'tools/lab/src/engines/shared/ports.ts': '',
      'tools/lab/src/k6/run.ts': '',
      'tools/lab/src/verbs/load/run.ts': uses('../../engines/index', '../../k6/run'),
      'tools/lab/test/unit.int-spec.ts': uses(
        '../src/engines/native/unit',
        '../../../libs/testing/src/index',
      ),
      'test/support/lab.ts': uses('../../libs/testing/src/index'),
    };
    expect(violations(Object.assign({}, files, ...PACKAGES))).toEqual([]);
  });

  it('are each caught when they are broken', () => {
    const files = {
      ...OUR_LIBRARIES,
      'package.json': manifest,
      'libs/contracts/src/driver.ts': uses('pg'),
      'libs/contracts/src/upwards.ts': uses('../../messaging/src/index'),
      'tools/analysis/src/index.ts': '',
      'tools/analysis/src/insides.ts': '',
      'tools/analysis/src/node.ts': uses('node:fs'),
      'tools/analysis/src/testing/trace.ts': '',
      'tools/analysis/src/upwards.ts': uses('../../boards/src/index'),
      'tools/boards/src/library.ts': uses('../../../libs/messaging/src/index'),
      'tools/boards/src/index.ts': uses('./read-dashboard', 'zod'),
      'tools/boards/src/read-dashboard.ts': '',
      'tools/dash/src/page/main.ts': uses('../server', 'node:fs', '../../../boards/src/read-dashboard'),
      'tools/dash/src/server.ts': '',
      'tools/dash/src/upwards.ts': uses('../../lab/src/generator'),
      'tools/dashboards/src/index.ts': '',
      'tools/dashboards/src/library.ts': uses('../../../libs/messaging/src/index'),
      'tools/objectives/src/sideways.ts': uses('../../analysis/src/index'),
      'tools/lab/src/fixture.ts': uses('../../analysis/src/testing/trace'),
      'tools/lab/src/insides.ts': uses('../../analysis/src/insides'),
      'tools/lab/src/generator.ts': uses('../../dashboards/src/index'),
      'tools/lab/src/page.ts': uses('../../dash/src/server'),
      'libs/faults/src/sideways.ts': uses('../../messaging/src/index'),
      'libs/instrumentation/src/index.ts': '',
      'libs/instrumentation/src/sideways.ts': uses('../../messaging/src/index'),
      'libs/messaging/src/helped.ts': uses('../../testing/src/index'),
      'libs/messaging/src/sideways.ts': uses('../../instrumentation/src/index'),
      'libs/testing/src/upwards.ts': uses('../../messaging/src/index'),
      'tools/lab/src/verbs/test/helped.ts': uses('../../../../../libs/testing/src/index'),
      'tools/lab/src/library.ts': uses('../../../libs/messaging/src/index'),
      'tools/lab/src/audit/upwards.ts': uses('../verbs/load/run'),
      'tools/lab/src/engines/compose/other.ts': uses('../native/unit'),
      'tools/lab/src/engines/native/unit.ts': '',
      'tools/lab/src/verbs/load/run.ts': '',
      'tools/lab/src/verbs/up/insides.ts': uses('../../engines/native/unit'),
      'tools/lab/src/verbs/up/sideways.ts': uses('../load/run'),
      'services/a/src/broker.ts': uses('amqplib'),
      'services/a/src/call.ts': uses('axios'),
      'services/a/src/client.consumer.ts': uses('./x.client'),
      'services/a/src/cycle-one.ts': "import { two } from './cycle-two'; export const one = two;",
      'services/a/src/cycle-two.ts': "import { one } from './cycle-one'; export const two = one;",
      'services/a/src/cycle-types-one.ts':
        "import type { Two } from './cycle-types-two'; export type One = Two;",
      'services/a/src/cycle-types-two.ts':
        "import type { One } from './cycle-types-one'; export type Two = One | 2;",
      'services/a/src/deep.ts': uses('../../../libs/messaging/src/publish'),
      'services/a/src/driver.service.ts': uses('ioredis'),
      'services/a/src/flags.ts': uses('@openfeature/server-sdk'),
      'services/a/src/helped.ts': uses('../../../libs/testing/src/index'),
      'services/a/src/metrics.ts': uses('prom-client'),
      'services/a/src/neighbour.ts': uses('../../b/src/y'),
      'services/a/src/nowhere.ts': uses('./not-there'),
      'services/a/src/patch.ts': uses('@opentelemetry/instrumentation-pg'),
      'services/a/src/sdk.ts': uses('@opentelemetry/sdk-node'),
      'services/a/src/specs.ts': uses('./y.spec'),
      'services/a/src/sql.controller.ts': uses('./x.repository'),
      'services/a/src/tests.ts': uses('../test/support'),
      'services/a/src/x.client.ts': '',
      'services/a/src/x.repository.ts': '',
      'services/a/src/y.spec.ts': '',
      'services/a/test/support.ts': '',
      'services/b/package.json': '{}',
      'services/b/src/undeclared.ts': uses('fastify'),
      'services/b/src/y.ts': '',
      'tools/lab/package.json': '{}',
      'tools/lab/src/verbs/test/undeclared.ts': uses('fastify'),
    };
    const found = violations(Object.assign({}, files, ...PACKAGES)).sort();
    expect(found).toEqual([
      'amqplib-only-in-messaging: services/a/src/broker.ts',
      'analysis-imports-only-itself: tools/analysis/src/upwards.ts',
      'boards-imports-only-itself-analysis: tools/boards/src/library.ts',
      'browser-has-no-node: tools/analysis/src/node.ts',
      'browser-has-no-node: tools/dash/src/page/main.ts',
      'browser-has-only-echarts: tools/boards/src/index.ts',
      'browser-has-only-echarts: tools/boards/src/index.ts',
      'browser-has-only-echarts: tools/dash/src/page/main.ts',
      'contracts-imports-only-itself: libs/contracts/src/upwards.ts',
      'contracts-need-only-zod: libs/contracts/src/driver.ts',
      'dash-imports-only-itself-analysis-boards: tools/dash/src/upwards.ts',
      'dashboards-import-only-contracts: tools/dashboards/src/library.ts',
      'declared: services/b/src/undeclared.ts',
      'declared: tools/lab/src/verbs/test/undeclared.ts',
      'engine-imports-no-engine: tools/lab/src/engines/compose/other.ts',
      'engines-by-their-front: tools/lab/src/verbs/up/insides.ts',
      'faults-imports-only-itself-contracts: libs/faults/src/sideways.ts',
      'feature-flags-only-in-faults: services/a/src/flags.ts',
      'instrumentation-imports-only-itself-contracts: libs/instrumentation/src/sideways.ts',
      'lab-imports-only-contracts: tools/lab/src/library.ts',
      'lab-imports-only-these-tools: tools/lab/src/generator.ts',
      'libraries-by-their-index: services/a/src/deep.ts',
      'messaging-imports-only-itself-contracts: libs/messaging/src/sideways.ts',
      'no-cycle: services/a/src/cycle-one.ts',
      'no-cycle: services/a/src/cycle-types-one.ts',
      'no-fixtures-in-the-product: tools/lab/src/fixture.ts',
      'no-test-code-in-the-product: services/a/src/tests.ts',
      'nothing-imports-a-spec: services/a/src/specs.ts',
      'objectives-imports-only-itself: tools/objectives/src/sideways.ts',
      'page-imports-no-server: tools/dash/src/page/main.ts',
      'resolvable: services/a/src/nowhere.ts',
      'room-knows-no-verb: tools/lab/src/audit/upwards.ts',
      'service-calls-by-our-client: services/a/src/call.ts',
      'service-imports-no-service: services/a/src/neighbour.ts',
      'service-without-telemetry-sdk: services/a/src/metrics.ts',
      'service-without-telemetry-sdk: services/a/src/patch.ts',
      'service-without-telemetry-sdk: services/a/src/sdk.ts',
      'test-helpers-only-in-tests: libs/messaging/src/helped.ts',
      'test-helpers-only-in-tests: services/a/src/helped.ts',
      'test-helpers-only-in-tests: tools/lab/src/verbs/test/helped.ts',
      'testing-imports-only-itself: libs/testing/src/upwards.ts',
      'tools-by-their-index: tools/lab/src/insides.ts',
      'tools-by-their-index: tools/lab/src/page.ts',
      'transport-goes-through-service: services/a/src/client.consumer.ts',
      'transport-goes-through-service: services/a/src/sql.controller.ts',
      'use-case-knows-no-driver: services/a/src/driver.service.ts',
      'verb-imports-no-verb: tools/lab/src/verbs/up/sideways.ts',
    ]);
    // A rule that nothing here breaks may never refuse anything.
    const broken = new Set(found.map((line) => line.split(': ')[0]));
    expect(RULES.filter((name) => !broken.has(name))).toEqual([]);
  });
});
