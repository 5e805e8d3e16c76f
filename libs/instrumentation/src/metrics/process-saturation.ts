import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { METRIC_LABELS, METRICS } from '@lab/contracts';
import { Counter, Gauge } from 'prom-client';
import { type Build, readBuild } from '../config/build';
import { registry } from './registry';

const MS_PER_SECOND = 1000;

/**
 * What prom-client's default metrics do not show: how busy the event loop is (lag shows only once it is too late), and
 * how much heap there may be at most. The time is a counter, so that each reader can compute the share over any window.
 */
export const watchProcess = (): void => {
  if (registry.getSingleMetric(METRICS.eventLoopTime)) return;
  new Counter({
    name: METRICS.eventLoopTime,
    help: 'Time of the event loop by state: active while it runs code, idle while it waits.',
    labelNames: METRIC_LABELS[METRICS.eventLoopTime],
    registers: [registry],
    collect() {
      const { active, idle } = performance.eventLoopUtilization();
      this.reset(); // prom-client's counters cannot be set
      this.inc({ state: 'active' }, active / MS_PER_SECOND);
      this.inc({ state: 'idle' }, idle / MS_PER_SECOND);
    },
  });
  new Gauge({
    name: METRICS.heapLimit,
    help: 'The size at which the process ends for want of heap.',
    registers: [registry],
    collect() {
      this.set(getHeapStatistics().heap_size_limit);
    },
  });
  showBuild(readBuild());
};

/** Always 1: what runs is in the labels, to be joined to any other series of the job and instance. */
const showBuild = ({ version, revision }: Build): void => {
  new Gauge({
    name: METRICS.buildInfo,
    help: 'Version and revision of the service, as labels.',
    labelNames: METRIC_LABELS[METRICS.buildInfo],
    registers: [registry],
  }).set({ version, revision }, 1);
};
