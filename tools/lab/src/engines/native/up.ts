import type { LabContext } from '../../context.ts';
import { EnvironmentError, messageOf } from '../../errors.ts';
import { type LabModel, type ServiceModel, startedByDefault } from '../../model/model.ts';
import { previewPrograms } from '../../programs/index.ts';
import type { UpOptions, UpResult } from '../engine.ts';
import { addLayers, readLab } from '../layers.ts';
import { makeStateDir, recordedEngine, recordEngine } from '../state-dir.ts';
import { buildServices } from '../../programs/build-services.ts';
import { checkPasswords } from './check-passwords.ts';
import { checkPorts } from './check-ports.ts';
import { inStartOrder, observersOf, type Skipped } from '../../model/order.ts';
import type { Workshop } from './make-unit.ts';
import { prepare, type Prepared, programsOf } from './prepare.ts';
import { openLines, type Opening, openThenJoin, shopFirst } from './shop-first.ts';
import { fallbacksAskedFor } from '../../programs/fallback.ts';
import { readStatus } from './status.ts';
import { ensureSupervisor } from './supervisor/client.ts';
import { withLabLock } from './lab-lock.ts';
import { startService, untilReady } from './start-service.ts';

const TIME_LIMIT_MS = 120_000; // from when the services are built

/** Only one at a time: two would build into the same folders and start the same services from different descriptions. */
export function bringUp(context: LabContext, options: NativeUpOptions): Promise<UpResult> {
  const { progress = () => undefined } = options;
  return withLabLock(context, progress, () => {
    addLayers(context.stateDir, options.with ?? []);
    return up(context, readLab(context), { ...options, progress });
  });
}

interface NativeUpOptions extends UpOptions {
  /** Without what it needs, and without waiting until it is ready: a fault may have broken either on purpose. */
  readonly isAlone?: boolean;
}

type Asked = NativeUpOptions & Required<Pick<UpOptions, 'progress'>>;

/** What is started where nothing else is asked for; what needs its container is named and left out. */
function whatCanRun(model: LabModel, progress: (line: string) => void): ServiceModel[] {
  const all = startedByDefault(model);
  for (const { name, containerOnly } of all)
    if (containerOnly !== undefined) progress(`${name}: runs in a container only: ${containerOnly.why}`);
  return all.filter(({ containerOnly }) => containerOnly === undefined);
}

function choose(
  { stateDir }: LabContext,
  model: LabModel,
  { only, isAlone = false, progress }: Asked,
): ServiceModel[] {
  const wanted = only ?? whatCanRun(model, progress).map(({ name }) => name);
  const inOrder = inStartOrder(model.services, wanted).filter(
    ({ name }) => !isAlone || wanted.includes(name),
  );
  if (recordedEngine(stateDir) === 'compose')
    throw new EnvironmentError('the lab runs on the compose engine; run `lab down` first');
  checkPasswords(inOrder);
  makeStateDir(stateDir);
  return inOrder;
}

/**
 * Brings everything up, each service as soon as what it needs is there; the shop does not wait for programs that have to
 * be built. What runs already by the same description stays.
 */
async function up(context: LabContext, model: LabModel, options: Asked): Promise<UpResult> {
  const { stateDir, root, signal } = context;
  const { progress, timeoutMs = TIME_LIMIT_MS, isAlone = false } = options;
  const inOrder = choose(context, model, options);
  const asked = fallbacksAskedFor(context.env, model.services);
  const { plan } = await previewPrograms(programsOf(inOrder, asked), context);
  const groups = shopFirst(inOrder, plan, asked);
  const first = await prepare(groups.first, inOrder, { context, asked, progress });
  const missing = [...first.skipped];
  await checkPorts([...first.chosen, ...groups.later], context);
  recordEngine(stateDir, 'native');
  await ensureSupervisor(root, stateDir);
  const build = inOrder.some(({ isBuilt }) => isBuilt)
    ? buildServices(root, signal, progress)
    : Promise.resolve('');
  build.catch(() => undefined); // who needs it has the failure; where nobody came that far there is another one to tell
  // What was asked for by name has to start.
  const observers = options.only === undefined ? observersOf(model.services) : new Set<string>();
  const opening = openLines(first.chosen, groups.later);
  const starting = { progress, timeoutMs, observers, opening, isAlone };
  const start = async ({ chosen, programs, skipped }: Prepared): Promise<Started> => ({
    skipped,
    degraded: await startAll(chosen, { context, model, programs, build }, starting),
  });
  const outcomes = await openThenJoin({
    signal,
    open: () => start(first),
    builds: groups.later.map((service) => async (ends) => {
      const inTime = { ...context, signal: ends };
      const later = await prepare([service], inOrder, { context: inTime, asked, progress, missing });
      missing.push(...later.skipped);
      return () => start(later);
    }),
  });
  return {
    status: await readStatus(model, stateDir),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    degraded: outcomes.flatMap(({ degraded }) => degraded),
  };
}

interface Started {
  readonly skipped: readonly Skipped[];
  readonly degraded: readonly Skipped[];
}

interface Starting extends Required<Pick<NativeUpOptions, 'progress' | 'timeoutMs' | 'isAlone'>> {
  /** Whose failure is reported and fails nothing. */
  readonly observers: ReadonlySet<string>;
  /** What to say once these services are ready. */
  readonly opening: Opening;
}

/** All at once, each waiting for its own dependencies; failures are reported once the others have settled. */
async function startAll(
  services: readonly ServiceModel[],
  workshop: Workshop,
  { progress, timeoutMs, observers, opening, isAlone }: Starting,
): Promise<Skipped[]> {
  // The build is not a part of getting ready: on a slow machine it takes longer than all services together.
  let deadline = Infinity;
  const beginToCount = (): number => (deadline = Date.now() + timeoutMs);
  void workshop.build.then(beginToCount, beginToCount);
  const starting = { workshop, progress, deadline: () => deadline };
  const started = new Map<string, Promise<unknown>>();
  const ready = new Map<string, Promise<unknown>>();
  for (const service of services) {
    const needs = service.dependsOn.flatMap(
      ({ name, condition }) => (condition === 'service_started' ? started : ready).get(name) ?? [],
    );
    const start = Promise.all(needs).then(() => startService(service, starting));
    started.set(service.name, start);
    ready.set(
      service.name,
      start.then((unit) => (isAlone ? undefined : untilReady(unit, starting))),
    );
  }
  const doors = opening.doors.flatMap((name) => ready.get(name) ?? []);
  const announce = (): void => (doors.length === 0 ? [] : opening.lines).forEach(progress);
  void Promise.all(doors).then(announce, () => undefined); // a failure is reported below
  const settled = await Promise.allSettled(ready.values());
  const failures = settled.flatMap((result, index) =>
    result.status === 'fulfilled'
      ? []
      : [{ name: services[index]?.name ?? '', reason: result.reason as unknown }],
  );
  return sortFailures(failures, observers);
}

/** Throws for what must run; returns the rest. What waited in vain for another fails with the other's reason: say it once. */
function sortFailures(
  failures: readonly { readonly name: string; readonly reason: unknown }[],
  observers: ReadonlySet<string>,
): Skipped[] {
  // Anything else is a bug or an interruption, which AggregateError would hide.
  for (const { reason } of failures) if (!(reason instanceof EnvironmentError)) throw reason as Error;
  const fatal = new Set(failures.flatMap(({ name, reason }) => (observers.has(name) ? [] : [reason])));
  if (fatal.size > 0) throw new EnvironmentError([...fatal].map(messageOf).join('\n'));
  return failures.map(({ name, reason }) => ({ name, reason: messageOf(reason) }));
}
