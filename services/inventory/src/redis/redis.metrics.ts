import { METRICS } from '@lab/contracts';
import { makeGauge } from '@lab/instrumentation';
import type { Provider } from '@nestjs/common';

/**
 * All commands share one connection, and Redis answers them in order: how many wait for their answer is how long the next
 * one waits. Also those that were given up after their timeout, until the answer or the end of the connection comes.
 */
export const commandsInFlight = (count: () => number): Provider =>
  makeGauge({
    name: METRICS.redisInFlight,
    help: 'Commands sent to Redis that it has not answered yet.',
    collect() {
      this.set(count());
    },
  });
