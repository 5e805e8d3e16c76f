import { join } from 'node:path';
import { EnvironmentError, messageOf } from '../errors.ts';
import { inspectApt, installPackages } from './apt-install.ts';
import type { AptMachine } from './apt-plan.ts';
import { programNamed } from './catalogue.ts';
import { findProgram } from './find.ts';
import { buildPrograms } from './go-build.ts';
import { fetchGo, findGo, findPip } from './go-toolchain.ts';
import { withLock } from './lock.ts';
import { cacheFolder, type Place, type Work } from './machine.ts';
import type { FoundProgram, MissingProgram, Program, ProgramName } from './program.ts';
import {
  hasSource,
  isGoProgram,
  missingBecause,
  planProvision,
  type Lack,
  type Means,
  type ProvisionPlan,
} from './provision-plan.ts';

export type EnsureOptions = Omit<Work, 'place'>;

export interface EnsureResult {
  readonly found: readonly FoundProgram[];
  readonly missing: readonly MissingProgram[];
}

interface Survey {
  readonly found: readonly FoundProgram[];
  readonly lacking: readonly Lack[];
}

async function survey(programs: readonly Program[], place: Place): Promise<Survey> {
  const found: FoundProgram[] = [];
  const lacking: Lack[] = [];
  const findings = await Promise.all(programs.map((program) => findProgram(program, place)));
  programs.forEach((program, index) => {
    const finding = findings[index];
    if (finding?.kind === 'found') found.push(finding.program);
    else lacking.push({ program, finding: finding ?? { kind: 'absent' } });
  });
  return { found, lacking };
}

interface Surroundings {
  readonly means: Means;
  readonly machine: AptMachine | undefined;
  readonly go: string | undefined;
}

async function inspect(lacking: readonly Lack[], place: Place): Promise<Surroundings> {
  const apt = await inspectApt(place);
  const machine = 'machine' in apt ? apt.machine : undefined;
  const modules = lacking
    .map(({ program }) => program)
    .filter(isGoProgram)
    .map(({ source }) => source.module);
  const go = modules.length === 0 ? undefined : await findGo(place, modules);
  const means: Means = {
    apt: 'machine' in apt ? 'usable' : { reason: apt.reason },
    go: go === undefined && modules.length > 0 ? await howToGetGo(place, machine !== undefined) : 'there',
  };
  return { means, machine, go };
}

/** Where nothing can be installed or built, the machine is not asked: sudo and pip take a second to answer. */
const NOTHING_TO_ASK: Means = { apt: 'usable', go: 'there' };

async function howToGetGo(place: Place, canInstall: boolean): Promise<Means['go']> {
  if ((await findPip(place)) !== undefined) return 'fetch';
  if (canInstall) return 'fetch-after-pip';
  return { reason: 'no recent Go is installed, and no pip to install one' };
}

/** What is there and what `ensurePrograms` would do, without doing it. */
export async function previewPrograms(
  names: readonly ProgramName[],
  place: Place,
): Promise<{ found: readonly FoundProgram[]; plan: ProvisionPlan }> {
  const { found, lacking } = await survey(names.map(programNamed), place);
  const means = lacking.some(hasSource) ? (await inspect(lacking, place)).means : NOTHING_TO_ASK;
  return { found, plan: planProvision(lacking, means) };
}

/**
 * Sees to it that these programs are on the machine: installs and builds what is not. Never fails for a program that
 * is not available; that one is in `missing`, with the reason. Rejects when aborted; what was done until then is kept.
 */
export async function ensurePrograms(
  names: readonly ProgramName[],
  place: Place,
  options: EnsureOptions,
): Promise<EnsureResult> {
  const programs = names.map(programNamed);
  const before = await survey(programs, place);
  if (!before.lacking.some(hasSource))
    return { found: before.found, missing: planProvision(before.lacking, NOTHING_TO_ASK).missing };
  const onWait = (pid: string): void =>
    options.progress(`waiting for another lab (process ${pid}) that is installing programs …`);
  return withLock(join(cacheFolder(place), 'programs.lock'), { signal: options.signal, onWait }, async () => {
    // The one we waited for may have done it.
    const { lacking } = await survey(programs, place);
    const surroundings = await inspect(lacking, place);
    const plan = planProvision(lacking, surroundings.means);
    const failures = await carryOut(plan, surroundings, { place, ...options });
    const after = await survey(programs, place);
    const reasonOf = ({ program }: Lack): string =>
      plan.missing.find(({ name }) => name === program.name)?.reason ??
      failures.get(program.name) ??
      'it was installed but still cannot be found';
    return {
      found: after.found,
      missing: after.lacking.map((lack) => missingBecause(lack.program, reasonOf(lack))),
    };
  });
}

/** Packages and builds side by side. Returns why each program that failed did. */
async function carryOut(
  plan: ProvisionPlan,
  { machine, go }: Surroundings,
  work: Work,
): Promise<Map<string, string>> {
  const packages = installAll(plan, machine, work);
  const builds = async (): Promise<Map<string, string>> => {
    if (plan.builds.length === 0) return new Map();
    if (plan.goAfterPackages) await packages;
    try {
      return await buildPrograms(go ?? (await fetchGo(work)), plan.builds, work);
    } catch (error) {
      return failAll(plan.builds, error, work);
    }
  };
  const [ofPackages, ofBuilds] = await Promise.allSettled([packages, builds()]);
  work.signal.throwIfAborted();
  if (ofPackages.status === 'rejected') throw ofPackages.reason;
  if (ofBuilds.status === 'rejected') throw ofBuilds.reason;
  return new Map([...ofPackages.value, ...ofBuilds.value]);
}

async function installAll(
  plan: ProvisionPlan,
  machine: AptMachine | undefined,
  work: Work,
): Promise<Map<string, string>> {
  if (machine === undefined || plan.packages.length === 0) return new Map();
  try {
    await installPackages(machine, plan, work);
    return new Map();
  } catch (error) {
    return failAll(plan.debian, error, work);
  }
}

/** An expected failure becomes the reason for each program concerned; an abort and a bug stay what they are. */
function failAll(programs: readonly Program[], error: unknown, { signal }: Work): Map<string, string> {
  signal.throwIfAborted();
  if (!(error instanceof EnvironmentError)) throw error;
  return new Map(programs.map(({ name }) => [name, messageOf(error)]));
}
