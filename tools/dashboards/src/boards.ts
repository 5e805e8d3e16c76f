import type { Board } from './board.ts';
import { loadRun } from './boards/load-run.ts';
import { logs } from './boards/logs.ts';
import { objectives } from './boards/objectives.ts';
import { orders } from './boards/orders.ts';
import { overview } from './boards/overview.ts';
import { pipeline } from './boards/pipeline.ts';
import { queues } from './boards/queues.ts';
import { service } from './boards/service.ts';

/** All dashboards, in the order in which one goes through them. */
export const BOARDS: readonly Board[] = [
  overview,
  objectives,
  service,
  orders,
  queues,
  pipeline,
  logs,
  loadRun,
];
