/** One command of an installation, as data. */
export interface Step {
  readonly why: string;
  readonly run: readonly [string, ...string[]];
  /** Runs whatever happened before it, also on Ctrl-C. */
  readonly always?: true;
  /** Ctrl-C waits for its end: a package manager that is cut off leaves the machine half-configured. */
  readonly whole?: true;
}

export interface AptMachine {
  /** What makes a command run as root: nothing, or sudo without a password. */
  readonly asRoot: readonly string[];
  /** /usr/sbin/policy-rc.d exists: then somebody has decided what may start, and it stays. */
  readonly hasStartPolicy: boolean;
  readonly hasSystemctl: boolean;
}

export interface AptOrder {
  readonly packages: readonly string[];
  /** Service units that these packages bring and that the machine does not have yet. */
  readonly newUnits: readonly string[];
  /** Fetch the package lists first. */
  readonly refresh: boolean;
  /** A folder with our two small files in it. */
  readonly drafts: string;
}

export const START_POLICY = '/usr/sbin/policy-rc.d';
export const CLUSTER_POLICY = '/etc/postgresql-common/createcluster.d/sre-lab.conf';

/** What the two files say; the first line lets a later run know a leftover of ours. */
export const DRAFTS = {
  'policy-rc.d': '#!/bin/sh\n# sre-lab: no service is started while its packages are installed\nexit 101\n',
  'createcluster.conf':
    '# sre-lab: its Postgres runs from a folder of its own\ncreate_main_cluster = false\n',
} as const;

// NEEDRESTART_MODE=l: Ubuntu's needrestart would restart running services otherwise.
const APT = [
  'env',
  'DEBIAN_FRONTEND=noninteractive',
  'NEEDRESTART_MODE=l',
  'apt-get',
  '-o',
  'DPkg::Lock::Timeout=300',
] as const;
// Nothing that the machine already has is upgraded, replaced or removed.
const KEEP = [
  '--no-install-recommends',
  '--no-upgrade',
  '--no-remove',
  '-o',
  'Dpkg::Options::=--force-confold',
] as const;

/** Installs packages for their programs alone: no service of theirs is started or enabled, no database cluster made. */
export function planApt(machine: AptMachine, order: AptOrder): Step[] {
  const step = (
    why: string,
    command: readonly string[],
    extra: Pick<Step, 'always' | 'whole'> = {},
  ): Step => ({
    why,
    run: [...machine.asRoot, ...command] as [string, ...string[]],
    ...extra,
  });
  const names = order.packages.join(' ');
  const disable = order.newUnits.length > 0 && machine.hasSystemctl;
  return [
    ...(order.refresh ? [step('update the package lists', [...APT, 'update'])] : []),
    step(`download ${names}`, [...APT, 'install', '--yes', '--download-only', ...KEEP, ...order.packages]),
    ...policyBefore(machine, order, step),
    step(`install ${names}`, [...APT, 'install', '--yes', ...KEEP, ...order.packages], { whole: true }),
    ...policyAfter(machine, step),
    ...(disable
      ? [
          step('leave the new services disabled', ['systemctl', 'disable', '--quiet', ...order.newUnits], {
            always: true,
          }),
        ]
      : []),
  ];
}

type MakeStep = (why: string, command: readonly string[], extra?: Pick<Step, 'always' | 'whole'>) => Step;

function policyBefore(machine: AptMachine, order: AptOrder, step: MakeStep): Step[] {
  const copy = (mode: string, draft: string, to: string): string[] => [
    'install',
    '-D',
    `--mode=${mode}`,
    `${order.drafts}/${draft}`,
    to,
  ];
  return [
    ...(machine.hasStartPolicy
      ? []
      : [step('prevent services from starting during the installation', copy('755', 'policy-rc.d', START_POLICY), { whole: true })]),
    step('prevent the creation of a database cluster', copy('644', 'createcluster.conf', CLUSTER_POLICY), {
      whole: true,
    }),
  ];
}

function policyAfter(machine: AptMachine, step: MakeStep): Step[] {
  const remove = (path: string): string[] => ['rm', '-f', path];
  return [
    ...(machine.hasStartPolicy
      ? []
      : [step('allow services to start again', remove(START_POLICY), { always: true })]),
    step('allow the creation of clusters again', remove(CLUSTER_POLICY), { always: true }),
  ];
}
