import { UP_TIMEOUT_MS } from '../support/lab.ts';
import { observeAgreement } from './timeline/agreement.ts';
import { observeConservation } from './timeline/conservation.ts';
import { observeFaultPanels } from './timeline/fault-panels.ts';
import { observeLogs } from './timeline/logs.ts';
import { observeMetrics } from './timeline/metrics.ts';
import { observeQuietPanels } from './timeline/quiet-panels.ts';
import { observePages } from './timeline/pages.ts';
import { FAULTS_LIMIT_MS, QUIET_LIMIT_MS, Timeline } from './timeline/timeline.ts';
import { observeTraces } from './timeline/traces.ts';

const timeline = new Timeline();

beforeAll(() => timeline.begin(), UP_TIMEOUT_MS);
afterAll(() => timeline.end());

describe('a load and nothing else:', () => {
  observeAgreement(timeline);
  observeTraces(timeline);
});

describe('the base load, while nothing is done:', () => {
  beforeAll(() => timeline.playQuiet(), QUIET_LIMIT_MS);
  observeQuietPanels(timeline);
  observeMetrics(timeline);
});

describe('after faults and crashes under the base load:', () => {
  beforeAll(() => timeline.playFaults(), FAULTS_LIMIT_MS);
  observeConservation(timeline);
  observeLogs(timeline);
  observeFaultPanels(timeline);
  // Last: the alerts resolve while the others judge.
  observePages(timeline);
});
