import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ask, UnexpectedAnswer } from '../http/ask';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';
import { areAll, type SignalSource, WRITERS_PATTERN } from './signal-source';

const TIMEOUT_MS = 3_000;
/** The order is younger, whatever it waited for; all lines of this time are searched. */
const LOOK_BACK = '1m';

const Counts = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});

/** Loki: which services have lines of a trace there. */
@Injectable()
export class LogSource implements SignalSource {
  readonly name = 'log';

  constructor(@Inject(PROBER_CONFIG) private readonly config: Pick<ProberConfig, 'LOKI_URL'>) {}

  async hasAll(traceId: string, signal: AbortSignal): Promise<boolean> {
    const lines = `{service_name=~"${WRITERS_PATTERN}"} | trace_id="${traceId}"`;
    const query = `sum by (service_name) (count_over_time(${lines} [${LOOK_BACK}]))`;
    const url = `${this.config.LOKI_URL}/loki/api/v1/query?${new URLSearchParams({ query }).toString()}`;
    const { status, body } = await ask(url, { timeoutMs: TIMEOUT_MS, signal });
    const counts = Counts.safeParse(body);
    if (status !== 200 || !counts.success) throw new UnexpectedAnswer('read the log lines', status);
    return areAll(new Set(counts.data.data.result.map(({ metric }) => metric['service_name'] ?? '')));
  }
}
