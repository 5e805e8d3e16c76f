import {
  CLUSTER_POLICY,
  planApt,
  START_POLICY,
  type AptMachine,
  type AptOrder,
  type Step,
} from './apt-plan.ts';

const machine: AptMachine = { asRoot: ['sudo', '-n'], hasStartPolicy: false, hasSystemctl: true };
const order: AptOrder = {
  packages: ['redis-server'],
  newUnits: ['redis-server.service'],
  refresh: false,
  drafts: '/tmp/d',
};

const commands = (steps: readonly Step[]): string[] => steps.map(({ run }) => run.join(' '));
const installIndex = (steps: readonly Step[]): number =>
  steps.findIndex(({ why }) => why.startsWith('install '));

describe('planApt', () => {
  it('installs between forbidding services to start and allowing it again', () => {
    const steps = planApt(machine, order);
    const all = commands(steps);
    const forbid = all.findIndex((command) => command.includes('policy-rc.d /usr/sbin/policy-rc.d'));
    const allow = all.indexOf(`sudo -n rm -f ${START_POLICY}`);
    expect([forbid, installIndex(steps), allow].map((index) => index >= 0)).toEqual([true, true, true]);
    expect(forbid).toBeLessThan(installIndex(steps));
    expect(installIndex(steps)).toBeLessThan(allow);
  });

  it('undoes what it changed also after a failure and on Ctrl-C', () => {
    const undoing = planApt(machine, order).filter(({ always }) => always === true);
    expect(commands(undoing)).toEqual([
      `sudo -n rm -f ${START_POLICY}`,
      `sudo -n rm -f ${CLUSTER_POLICY}`,
      'sudo -n systemctl disable --quiet redis-server.service',
    ]);
  });

  it("leaves a start policy that is the machine's own alone", () => {
    const all = commands(planApt({ ...machine, hasStartPolicy: true }, order));
    expect(all.filter((command) => command.includes(START_POLICY))).toEqual([]);
  });

  it('never upgrades or removes what the machine has', () => {
    const installs = commands(planApt(machine, order)).filter((command) => command.includes('apt-get'));
    expect(installs).toHaveLength(2);
    for (const command of installs) expect(command).toMatch(/--no-upgrade --no-remove/);
  });

  it('does not let Ctrl-C cut the package manager off, but a download', () => {
    const steps = planApt(machine, order);
    expect(steps.find(({ why }) => why.startsWith('download'))?.whole).toBeUndefined();
    expect(steps[installIndex(steps)]?.whole).toBe(true);
  });

  it('fetches the package lists only when told to, and first', () => {
    expect(commands(planApt(machine, order)).some((command) => command.endsWith(' update'))).toBe(false);
    expect(commands(planApt(machine, { ...order, refresh: true }))[0]).toMatch(/apt-get .* update$/);
  });

  it('disables nothing that was on the machine before', () => {
    const all = commands(planApt(machine, { ...order, newUnits: [] }));
    expect(all.filter((command) => command.includes('systemctl'))).toEqual([]);
  });
});
