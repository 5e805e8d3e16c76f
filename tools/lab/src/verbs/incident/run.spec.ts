import { PassThrough } from 'node:stream';
import type { Incident } from '@lab/contracts';
import type { LabContext } from '../../context.ts';
import { type IncidentCommand, runIncident } from './run.ts';

const incident: Incident = {
  ...{ id: 7, state: 'open', title: 'Orders fail', groupKey: 'g', labels: {}, escalations: 0 },
  ...{ startsAt: '2026-11-28T14:59:00.000Z', receivedAt: '2026-11-28T15:00:00.000Z' },
  ...{ alerts: [], timeline: [], timelineOmitted: 0 },
};

const run = async (
  command: IncidentCommand,
  { env = { USER: 'ada' }, json = false }: Partial<LabContext> = {},
) => {
  const asked: unknown[] = [];
  const note =
    <T>(answer: T) =>
    async (...given: unknown[]): Promise<T> => {
      asked.push(given);
      return answer;
    };
  const oncall = { list: note({ items: [] }), show: note(incident), act: note(incident) };
  const stdout = new PassThrough();
  const exitCode = await runIncident({ env, json, stdout } as unknown as LabContext, oncall, command);
  return { asked, exitCode, printed: String(stdout.read()) };
};

describe('lab incident', () => {
  it('prints an incident, for a person or as JSON', async () => {
    expect((await run({ action: 'show', id: '7' })).printed).toMatch(/^incident 7: Orders fail\n/);
    const { printed, exitCode } = await run({ action: 'show', id: '7' }, { json: true });
    expect([JSON.parse(printed), exitCode]).toEqual([incident, 0]);
    expect(JSON.parse((await run({ action: 'list', limit: 5 }, { json: true })).printed)).toEqual({
      items: [],
    });
  });

  it('acts in the name of the user, or of whom --by names, and leaves out a text that is none', async () => {
    const ack = { action: 'ack', id: '7', text: '', by: undefined } as const;
    expect((await run(ack)).asked).toEqual([[7, 'ack', { by: 'ada' }]]);
    expect((await run({ ...ack, by: 'grace', text: 'on it' })).asked).toEqual([
      [7, 'ack', { by: 'grace', text: 'on it' }],
    ]);
  });

  it.each([
    [
      'nobody acts',
      { action: 'resolve', id: '7', text: '', by: undefined },
      'incident resolve: who does it?',
    ],
    ['the number is none', { action: 'show', id: '7a' }, '"7a" is no number of an incident'],
  ] as const)('is a usage error where %s', async (_, command, message) => {
    await expect(run(command, { env: {} })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message),
    });
  });
});
