import { DROPPED_LINES_FIELD, type LogFormat } from '@lab/contracts';
import type { Engine } from '../engines/engine.ts';
import type { LogLine } from '../log-lines/log-line.ts';
import { parseLogLine } from '../log-lines/parse.ts';
import { Tally } from './tally.ts';

/** As the log agents: a time further ahead than that is wrong. */
const CLOCK_SKEW_MS = 300_000;

/** The content of one service's log files. */
export interface Written {
  readonly service: string;
  /** `raw` if it is not an application service. */
  readonly format: LogFormat | 'raw';
  readonly tally: Tally;
}

/**
 * Reads the complete logs of all services, as far as they still exist, except the log agent's, which the agent itself does not read.
 * `keptSince`: milliseconds since 1970; older lines are not expected anywhere else.
 */
export async function readWritten(
  engine: Engine,
  { agent, keptSince }: { readonly agent: string; readonly keptSince: number },
): Promise<Written[]> {
  const written: Written[] = [];
  for (const { name, environment } of engine.services) {
    if (name === agent) continue;
    const format = (environment['LOG_FORMAT'] ?? 'raw') as Written['format'];
    written.push({
      service: name,
      format,
      tally: await readTally(engine.logs(name), { service: name, format, keptSince }),
    });
  }
  return written;
}

async function readTally(
  lines: AsyncIterable<string>,
  { service, format, keptSince }: Pick<Written, 'service' | 'format'> & { readonly keptSince: number },
): Promise<Tally> {
  const tally = new Tally();
  const newest = new Newest();
  for await (const line of lines) {
    if (line === '') continue; // it carries nothing, and nobody counts it
    const parsed = format === 'raw' ? undefined : parseLogLine(line, format);
    if (typeof parsed !== 'object' || parsed.service !== service) {
      tally.addUnparsed(line);
      continue;
    }
    const { instance, seq, fields } = parsed;
    if (newest.with(parsed) < keptSince) tally.expire(instance, seq);
    else tally.add(instance, seq, Number(fields.get(DROPPED_LINES_FIELD) ?? 0));
  }
  return tally;
}

/** Clocks go wrong: a line is as old as the newest line of its process so far, not counting those from the future. */
class Newest {
  private readonly times = new Map<string, number>();
  private readonly latest = Date.now() + CLOCK_SKEW_MS;

  with({ instance, time }: LogLine): number {
    const before = this.times.get(instance) ?? -Infinity;
    const newest = time > this.latest ? before : Math.max(before, time);
    this.times.set(instance, newest);
    return newest;
  }
}
