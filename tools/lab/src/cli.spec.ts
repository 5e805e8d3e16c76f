import { lab } from './testing/lab.ts';
import { VERB_GROUPS } from './verb.ts';

describe('lab', () => {
  it('lists its verbs', async () => {
    const { exitCode, stdout } = await lab('--help');
    expect(exitCode).toBe(0);
    for (const verb of ['up', 'down', 'status', 'logs', 'open', 'kill', 'pause', 'resume', 'restart']) {
      expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    }
  });

  it('lists each of them under a heading', async () => {
    const { stdout } = await lab('--help');
    const headings = [...stdout.matchAll(/^(\w[^\n]*):$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Options', ...VERB_GROUPS]);
  });

  it.each(['up', 'down', 'status', 'logs', 'open', 'kill', 'pause', 'resume', 'restart'])(
    'explains %s',
    async (verb) => {
      const { exitCode, stdout } = await lab(verb, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: lab ${verb}`);
    },
  );

  it('explains a verb by `lab help` as well', async () => {
    expect((await lab('help', 'up')).stdout).toContain('Usage: lab up');
  });

  it('lists the verbs below a verb, and explains each', async () => {
    expect((await lab('parked', '--help')).stdout).toMatch(/^ {2}list .*\n {2}replay .*\n {2}drop /m);
    const { exitCode, stdout } = await lab('parked', 'list', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: lab parked list');
    expect(stdout).toMatch(/--limit .*100/);
    expect(stdout).not.toContain('--all');
  });

  it('lists the help of a verb with others below it among these, not under a heading of `lab --help`', async () => {
    const { stdout } = await lab('parked', '--help');
    expect(stdout).toMatch(/^Commands:\n(?: {2}.*\n)* {2}help /m);
    for (const group of VERB_GROUPS) expect(stdout).not.toContain(group);
    expect((await lab('parked', 'help', 'list')).stdout).toContain('Usage: lab parked list');
  });

  it('gives a verb below another its own options', async () => {
    const { exitCode, stdout } = await lab('load', 'list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: 'smoke' }));
  });

  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['up', '--nonsense'], /unknown option '--nonsense'/],
    [['up', '--timeout', 'soon'], /'--timeout <seconds>' argument 'soon' is invalid/],
    [['up', '--only', ' , '], /'--only <services>' .* Name at least one/],
    [['up', '--engine', 'podman'], /'podman' is invalid. Allowed choices are native, compose/],
    [['kill'], /missing required argument 'service'/],
    [['parked'], /Usage: lab parked/],
    [['parked', 'keep'], /unknown command 'keep'/],
    [['parked', 'list', '--limit', '0'], /a whole number from 1 to 10000/],
    [['parked', 'list', '--all'], /unknown option '--all'/],
    [['parked', 'drop'], /parked drop: give either --id or --all/],
    [['parked', 'drop', '--all', '--id', 'x'], /parked drop: give either --id or --all/],
    [['logs', '--lines', '-1'], /--lines <count>' argument '-1' is invalid/],
    [['logs', '--level', 'warning'], /'warning' is invalid. Allowed choices are trace, debug, info/],
    [['logs', '--trace', '0af7651'], /a trace id: 32 hexadecimal digits, or at least the first 8/],
    [['logs', '--raw', '--json'], /'--json' cannot be used with option '--raw'/],
    [['logs', '--settle', '1s'], /unknown option '--settle'/],
    [['logs', 'audit', '--level', 'warn'], /unknown option '--level'/],
    [['logs', 'audit', 'orders'], /too many arguments for 'audit'/],
    [['logs', 'audit', '--settle', 'long'], /a duration such as 500ms, 30s or 5m/],
    [['load', 'meteor'], /'meteor' is invalid for argument 'scenario'. Allowed choices are smoke/],
    [['load', 'steady', '--p99', '2m'], /'2m' is invalid. It must be from 1ms to 60s/],
    [['load', 'steady', '--duration', '999ms'], /from 1s to 3600s/],
    [['load', 'steady', '--retry-for', '11m'], /from 0s to 600s/],
    [['load', 'steady', '--rate', '0'], /a whole number from 1 to 2000/],
    [['load', 'steady', '--seed', '-1'], /a whole number from 0/],
    [['dash', '--port', 'http'], /a whole number from 0 to 65535/],
    [['test', '--only', 'e2e'], /Unknown: "e2e". Available: static, unit, int, whole/],
    [['bench', 'toString'], /unknown command 'toString'/],
    [['bench', 'log-encoders', '--rate', '100'], /unknown option '--rate'/],
    [['bench', 'log-encoders', '--rounds', 'many'], /a whole number from 3 to 1000/],
    [['bench', 'order-path', '--rate', '0'], /a whole number from 1 to 2000/],
    [['bench', 'order-path', '--duration', '1s'], /at least 5s/],
    [['bench', 'order-path', '--ceiling', '50'], /--ceiling: must be a whole number from 100/],
    [['bench', 'telemetry', '--seconds', '1'], /a whole number from 5 to 600/],
    [['bench', 'telemetry', '--arms', 'everything'], /--arms: unknown arm everything/],
    [['bench', 'telemetry', '--ceiling', '50'], /--ceiling: must be a whole number from 100/],
  ])('answers %j with 2 and says what is wrong', async (argv, message) => {
    const { exitCode, stdout, stderr } = await lab(...argv);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
