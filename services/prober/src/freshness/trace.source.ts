import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ask, UnexpectedAnswer } from '../http/ask';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';
import { areAll, type SignalSource } from './signal-source';

const TIMEOUT_MS = 3_000;

const Traces = z.object({
  data: z.array(z.object({ processes: z.record(z.string(), z.object({ serviceName: z.string() })) })),
});

/** Jaeger by the API of its page. */
@Injectable()
export class TraceSource implements SignalSource {
  readonly name = 'trace';

  constructor(@Inject(PROBER_CONFIG) private readonly config: Pick<ProberConfig, 'JAEGER_URL'>) {}

  async hasAll(traceId: string, signal: AbortSignal): Promise<boolean> {
    const url = `${this.config.JAEGER_URL}/api/traces/${traceId}`;
    const { status, body } = await ask(url, { timeoutMs: TIMEOUT_MS, signal });
    if (status === 404) return false;
    const traces = Traces.safeParse(body);
    if (status !== 200 || !traces.success) throw new UnexpectedAnswer('read the trace', status);
    const processes = traces.data.data.flatMap((trace) => Object.values(trace.processes));
    return areAll(new Set(processes.map(({ serviceName }) => serviceName)));
  }
}
