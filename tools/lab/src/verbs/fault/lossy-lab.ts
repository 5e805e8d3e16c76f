import { setTimeout as sleep } from 'node:timers/promises';
import { auditOrders } from '../../audit/outcome.ts';
import { type LabContext, say } from '../../context.ts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import { EnvironmentError } from '../../errors.ts';
import type { LossyLab } from '../../faults/flags/verify-loss.ts';
import type { VerifiedLab } from '../../faults/flags/verify-faults.ts';
import type { K6 } from '../../k6/k6-command.ts';
import { startTraffic } from '../../objectives/traffic.ts';

const READY_LIMIT_MS = 60_000;
const POLL_MS = 250;
const REQUEST_LIMIT_MS = 10_000;

/** The running lab, for a fault that loses orders. */
export const lossyLab = (
  context: LabContext,
  engine: Engine,
  lab: VerifiedLab & { readonly k6: K6 },
): LossyLab => ({
  clock: lab.clock,
  signal: lab.signal,
  switchTo: (flags) => lab.switchTo(flags),
  traffic: (rates) => {
    const accepted = new Set<string>();
    const onLine = ({ id }: { readonly id?: string | undefined }): void => {
      if (id !== undefined) accepted.add(id);
    };
    const sending = startTraffic(context, engine, { k6: lab.k6, rates, onLine });
    return { stop: async () => (await sending.stop(), accepted) };
  },
  crash: async (service) => {
    await engine.kill(service);
    await untilReady(engine, service, lab.signal);
  },
  audit: (promised) => auditOrders(context, engine, promised),
  cancel: async (orderIds) => {
    for (const id of orderIds) await cancel(httpUrl(engine, 'gateway', 8080), id);
  },
  say: (line) => say(context, line),
});

const untilReady = async (engine: Engine, service: string, signal: AbortSignal): Promise<void> => {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (!(await engine.status()).some(({ name, ready }) => name === service && ready)) {
    if (Date.now() > deadline)
      throw new EnvironmentError(`${service} is not ready ${READY_LIMIT_MS / 1000} s after its crash`);
    await sleep(POLL_MS, undefined, { signal });
  }
};

const cancel = async (gateway: string, id: string): Promise<void> => {
  const answer = await fetch(`${gateway}/orders/${id}/cancel`, {
    method: 'POST',
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new EnvironmentError(`cannot cancel order ${id}: gateway answered ${answer.status}`);
};
