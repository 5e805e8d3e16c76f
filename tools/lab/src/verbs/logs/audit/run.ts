import { setTimeout as sleep } from 'node:timers/promises';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { type Engine, httpUrl } from '../../../engines/engine.ts';
import { resolveEngine } from '../../../engines/index.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../../errors.ts';
import type { ServiceModel } from '../../../model/model.ts';
import { compareHops } from '../../../logs/compare.ts';
import { type AllArrived, newestOf, sortArrived } from '../../../logs/arrived.ts';
import { compareCounters, type CounterLook, isCounted } from '../../../logs/counted.ts';
import { dropped, linesCounted, scrape } from '../../../logs/counters.ts';
import { Loki, recordsOf } from '../../../signals/loki.ts';
import { type BlindSpot, describeVerdict, isHeld, isJudged, type LogVerdict } from '../../../logs/verdict.ts';
import { Tally } from '../../../logs/tally.ts';
import { readWritten, type Written } from '../../../logs/written.ts';

const POLL_MS = 1000;
const AGENT = { name: 'fluent-bit', ownMetrics: 2020, logMetrics: 2021 } as const;
const LOKI = { name: 'loki', port: 3100 } as const;
/** Loki keeps records for 48 hours (loki/config.yaml); an hour less, for it deletes them in its own time. */
const HOUR_MS = 3_600_000;
const KEPT_MS = 47 * HOUR_MS;

export interface LogAuditOptions {
  /** How long lines may be on their way. */
  readonly settleMs: number;
}

export async function run(context: LabContext, options: LogAuditOptions): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  const verdict = await audit(context, engine, options);
  if (context.json) printJson(context, verdict);
  else for (const line of describeVerdict(verdict)) print(context, line);
  if (!isJudged(verdict)) return EXIT.environment;
  return verdict.held ? EXIT.held : EXIT.refuted;
}

/** What is in the files now; what is written from here on is for the next audit. Then waits until that much has arrived. */
async function audit(context: LabContext, engine: Engine, options: LogAuditOptions): Promise<LogVerdict> {
  const hops = await lookAt(context, engine);
  const deadline = Date.now() + options.settleMs;
  if (!hops.hasLoki) return judgeFilesAlone(hops);
  await untilLokiAnswers(hops, deadline);
  let arrived = await readArrived(hops);
  const seenFirst = newestOf(arrived);
  let looks: Looks = [await lookAtCounters(hops)];
  let told = '';
  for (;;) {
    const verdict = await judge(hops, { arrived, seenFirst, looks });
    if (verdict.held) return verdict;
    if (Date.now() >= deadline) return withMovingCounters(hops, verdict);
    const waiting = waitingFor(verdict);
    if (waiting !== told) say(context, waiting);
    told = waiting;
    await sleep(POLL_MS, undefined, { signal: context.signal });
    looks = [await lookAtCounters(hops), ...looks];
    // Counting is cheap; the records are read again only once there are more.
    if ((await countArrived(hops)) !== arrived.records) arrived = await readArrived(hops);
  }
}

type Looks = readonly [CounterLook, ...CounterLook[]];

function waitingFor({ findings }: LogVerdict): string {
  const missing = findings.reduce((sum, { lost }) => sum + lost, 0);
  return missing > 0 ? `waiting for ${missing} lines that are not in Loki yet` : 'waiting for :2021 to count';
}

interface Hops {
  readonly context: LabContext;
  readonly engine: Engine;
  readonly agent: { readonly label: string; readonly startedAt: number };
  readonly written: readonly Written[];
  readonly loki: Loki;
  readonly hasLoki: boolean;
}

async function lookAt(context: LabContext, engine: Engine): Promise<Hops> {
  const all = await engine.status();
  const status = all.find(({ name }) => name === AGENT.name);
  if (status?.state !== 'running' || status.startedAt === null)
    throw new EnvironmentError(`${AGENT.name} is not running, so no logs are delivered (see lab status)`);
  return {
    context,
    engine,
    agent: { label: status.fallback ?? AGENT.name, startedAt: Date.parse(status.startedAt) },
    written: await readWritten(engine, { agent: AGENT.name, keptSince: keptSince() }),
    loki: new Loki(httpUrl(engine, LOKI.name, LOKI.port), context.signal),
    hasLoki: all.some(({ name, state }) => name === LOKI.name && state !== 'absent'),
  };
}

const keptSince = (): number => Date.now() - KEPT_MS;

/** An hour to spare: by then Loki has not begun to delete. */
const isOld = ({ written }: Hops, oldest: number): boolean =>
  oldest < keptSince() + HOUR_MS || written.some(({ tally }) => tally.expired > 0);

const servicesOf = ({ written }: Hops): string[] => written.map(({ service }) => service);

interface ArrivedSoFar extends AllArrived {
  /** How many records Loki held right before they were read. */
  readonly records: number;
}

const countArrived = (hops: Hops): Promise<number> =>
  hops.loki.count(recordsOf(servicesOf(hops)), keptSince());

async function readArrived(hops: Hops): Promise<ArrivedSoFar> {
  const records = await countArrived(hops);
  const read = hops.loki.records(servicesOf(hops), keptSince(), Date.now() + POLL_MS);
  return { records, ...(await sortArrived(read, hops.agent.startedAt)) };
}

interface Seen {
  readonly arrived: AllArrived;
  readonly seenFirst: ReadonlyMap<string, number>;
  readonly looks: Looks;
}

async function judge(
  hops: Hops,
  { arrived: { byService: arrived, oldest }, seenFirst, looks }: Seen,
): Promise<LogVerdict> {
  const findings = hops.written.map(({ service, format, tally }) =>
    compareHops({
      service,
      format,
      files: tally,
      loki: arrived.get(service)?.tally ?? new Tally(),
      isOld: isOld(hops, oldest),
      seenFirst,
    }),
  );
  const counted = servicesOf(hops).map((service) =>
    compareCounters(service, arrived.get(service)?.readTimes ?? [], looks),
  );
  return toVerdict(hops, { findings, counted, blind: [] });
}

/** Where this machine has no Loki: whether the files are whole is all that can be seen. */
function judgeFilesAlone(hops: Hops): Promise<LogVerdict> {
  const findings = hops.written.map(({ service, format, tally }) =>
    compareHops({ service, format, files: tally, loki: undefined, isOld: false }),
  );
  const blind: BlindSpot[] = [
    { hop: 'loki', reason: 'it is not part of this lab (lab doctor shows why)' },
    { hop: 'counted', reason: 'the audit needs Loki to know what the agent read' },
  ];
  return toVerdict(hops, { findings, counted: [], blind });
}

async function toVerdict(
  hops: Hops,
  parts: Pick<LogVerdict, 'findings' | 'counted' | 'blind'>,
): Promise<LogVerdict> {
  return { held: isHeld(parts), agent: hops.agent.label, ...parts, dropped: await readDropped(hops) };
}

/** Under load the counters may lag behind for longer than we waited: then they cannot be compared. */
async function withMovingCounters(hops: Hops, verdict: LogVerdict): Promise<LogVerdict> {
  if (verdict.counted.every(isCounted)) return verdict;
  const before = await countLines(hops);
  await sleep(POLL_MS * 2, undefined, { signal: hops.context.signal });
  const after = await countLines(hops);
  if ([...after].every(([service, count]) => before.get(service) === count)) return verdict;
  const blind: BlindSpot[] = [
    { hop: 'counted', reason: 'new lines keep arriving; run it when the lab is idle' },
  ];
  return { ...verdict, counted: [], blind, held: isHeld({ ...verdict, counted: [] }) };
}

async function untilLokiAnswers({ loki, context }: Hops, deadline: number): Promise<void> {
  while (!(await loki.isReady())) {
    if (Date.now() >= deadline)
      throw new EnvironmentError('Loki does not answer (run lab status to see what is running)');
    say(context, 'waiting for Loki');
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

async function countLines({ engine, context }: Hops): Promise<Map<string, number>> {
  return linesCounted(
    await scrape(`${httpUrl(engine, AGENT.name, AGENT.logMetrics)}/metrics`, context.signal),
  );
}

async function lookAtCounters(hops: Hops): Promise<CounterLook> {
  const askedAt = Date.now();
  const lines = await countLines(hops);
  return { askedAt, answeredAt: Date.now(), lines };
}

/** A service's management port, where it has one, else its only port. */
const metricsPortOf = (service: ServiceModel | undefined): number => {
  const listen = service?.environment['MANAGEMENT_LISTEN']?.split(':').at(-1);
  return listen === undefined ? (service?.ports[0]?.target ?? 0) : Number(listen);
};

/** By their own counts: the services (a full disk), the agent (its storage limit). */
async function readDropped({ engine, context, written }: Hops): Promise<LogVerdict['dropped']> {
  const numbered = written.filter(({ format }) => format !== 'raw').map(({ service }) => service);
  const pages = [
    ...numbered.map((service) => ({
      service,
      port: metricsPortOf(engine.services.find(({ name }) => name === service)),
    })),
    { service: AGENT.name, port: AGENT.ownMetrics },
  ];
  return Promise.all(
    pages.map(async ({ service, port }) => ({
      service,
      lines: dropped(await scrape(`${httpUrl(engine, service, port)}/metrics`, context.signal)),
    })),
  );
}
