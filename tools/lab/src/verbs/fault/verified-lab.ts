import { type LabContext, say } from '../../context.ts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import { resolveUndoing } from '../../engines/index.ts';
import { EnvironmentError } from '../../errors.ts';
import { readMeasure } from '../../faults/flags/read-measure.ts';
import { switchFlags } from '../../faults/flags/switch-flags.ts';
import type { VerifiedLab } from '../../faults/flags/verify-faults.ts';
import { findK6 } from '../../k6/find-k6.ts';
import type { K6 } from '../../k6/k6-command.ts';
import { MACHINE_CLOCK } from '../../objectives/clock.ts';
import { startTraffic } from '../../objectives/traffic.ts';
import { Jaeger } from '../../signals/jaeger.ts';
import { Prometheus } from '../../signals/prometheus.ts';

const NEEDED = [
  ...['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq'],
  ...['otel-collector', 'jaeger', 'prometheus', 'oncall'],
];

/** The running lab, as a verification needs it. What it has turned on it turns off also after Ctrl-C. */
export const verifiedLab = async (
  context: LabContext,
  engine: Engine,
  windowMs: number,
): Promise<VerifiedLab & { readonly k6: K6 }> => {
  const ready = new Set((await engine.status()).filter((service) => service.ready).map(({ name }) => name));
  const away = NEEDED.filter((name) => !ready.has(name));
  if (away.length > 0)
    throw new EnvironmentError(`not ready: ${away.join(', ')}. A verification needs them: run lab up`);
  const k6 = await findK6(context, engine);
  const undoing = await resolveUndoing(context);
  const signals = {
    jaeger: new Jaeger(httpUrl(engine, 'jaeger', 16686), context.signal),
    prometheus: new Prometheus(httpUrl(engine, 'prometheus', 9090), context.signal),
  };
  return {
    k6,
    windowMs,
    clock: MACHINE_CLOCK,
    signal: context.signal,
    traffic: (rates) => startTraffic(context, engine, { k6, rates }),
    switchTo: (flags) => switchFlags(undoing, flags, new AbortController().signal),
    read: (measure, window) => readMeasure(measure, window, signals),
    say: (line) => say(context, line),
  };
};
