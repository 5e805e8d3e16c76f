import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, messageOf } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';
import { lastLines } from './log-file.ts';
import { pausedError } from '../shared/paused.ts';
import { makeUnit, type Workshop } from './make-unit.ts';
import type { UnitPlan } from './plan-unit.ts';
import { probe } from '../../process/probe.ts';
import { ask } from './supervisor/control.ts';
import { askLogWriter } from './supervisor/log-writer/ask.ts';
import type { UnitStatus } from './supervisor/protocol.ts';

const PROBE_INTERVAL_MS = 100;
const LOG_LINES_SHOWN = 8;
const DRAIN_LIMIT_MS = 2000;

interface Starting {
  readonly workshop: Workshop;
  readonly progress: (line: string) => void;
  /** When everything must be ready; infinite while that is not known. */
  readonly deadline: () => number;
}

interface StartedUnit {
  readonly plan: UnitPlan;
  readonly startedAt: number;
  readonly wasRunning: boolean;
}

export async function startService(
  service: ServiceModel,
  { workshop, progress }: Starting,
): Promise<StartedUnit> {
  const { signal, stateDir } = workshop.context;
  if (service.isBuilt) await workshop.build;
  signal.throwIfAborted();
  const plan = await makeUnit(service, workshop);
  const change = changeFrom(await unitStatus(stateDir, service.name), plan);
  if (change !== undefined) progress(`${service.name}: ${change}`);
  const startedAt = Date.now();
  try {
    await ask(stateDir, { do: 'start', spec: plan.spec });
  } catch (error) {
    throw new EnvironmentError(`${service.name}: ${messageOf(error)}${await logTail(plan, stateDir)}`);
  }
  return { plan, startedAt, wasRunning: change === undefined };
}

/** What starting will do to what is there, in words; undefined where it runs already by the same description. */
function changeFrom(before: UnitStatus | undefined, { spec }: UnitPlan): string | undefined {
  if (before?.pid == null) return 'starting';
  if (before.fingerprint !== spec.fingerprint) return 'restarting, because its configuration changed';
  if (before.state === 'paused') throw pausedError(spec.name);
  return undefined;
}

/** Until its probe answers; fails when it has ended for good, and at the deadline with the reason and the end of its log. */
export async function untilReady(
  { plan, startedAt, wasRunning }: StartedUnit,
  { workshop, progress, deadline }: Starting,
): Promise<void> {
  const { signal, stateDir } = workshop.context;
  const { name } = plan.spec;
  for (;;) {
    signal.throwIfAborted();
    const reason = await probe(plan.ready);
    const unit = await unitStatus(stateDir, name);
    if (isReady(unit, reason)) break;
    if (unit?.state === 'paused') throw pausedError(name);
    if (isHopeless(unit, deadline()))
      throw new EnvironmentError(`${notReady(name, unit, reason)}${await logTail(plan, stateDir)}`);
    await sleep(PROBE_INTERVAL_MS);
  }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  progress(wasRunning ? `${name}: already running` : `${name}: ready (${seconds} s)`);
}

/** Both: another program on its port would answer as well. */
const isReady = (unit: UnitStatus | undefined, reason: string | undefined): boolean =>
  reason === undefined && unit?.state === 'running';

const isHopeless = (unit: UnitStatus | undefined, deadline: number): boolean =>
  unit?.state === 'exited' || Date.now() > deadline;

function notReady(name: string, unit: UnitStatus | undefined, reason: string | undefined): string {
  const restarts = unit !== undefined && unit.restarts > 0 ? ` after ${unit.restarts} restarts` : '';
  return `${name}: not ready${restarts}: ${unit?.reason ?? reason ?? 'it is not running'}`;
}

async function logTail({ spec }: UnitPlan, stateDir: string): Promise<string> {
  // Its last words may still be on their way.
  await askLogWriter(stateDir, { do: 'drain', name: spec.name }, DRAIN_LIMIT_MS);
  const lines = lastLines(spec.logFile, LOG_LINES_SHOWN);
  return [`\n  ${spec.logFile} ends with:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

async function unitStatus(stateDir: string, name: string): Promise<UnitStatus | undefined> {
  const status = await ask(stateDir, { do: 'status' });
  if (status === undefined)
    throw new EnvironmentError(
      'the supervisor is not running; run `lab up` to start one that adopts the running services',
    );
  return status.units.find((unit) => unit.name === name);
}
