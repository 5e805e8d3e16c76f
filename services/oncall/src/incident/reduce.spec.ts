import fc from 'fast-check';
import { Entry } from '../journal/fact';
import { parseJournal } from '../journal/parse-journal';
import { page } from '../../test/support/pages';
import { MINUTE_MS, Story } from '../../test/support/story';
import { reduce, replay } from './reduce';
import { snapshotOf } from './snapshot';
import { EMPTY, openIncidents, openIncidentOf, type State } from './state';

const GROUPS = ['g1', 'g2', 'g3'];
const START = Date.parse('2026-11-28T15:00:00.000Z');
const timeOf = (minute: number): string => new Date(START + minute * MINUTE_MS).toISOString();

/** One thing that happens at the desk. Whatever is not allowed is refused, and changes nothing. */
const step = fc.oneof(
  fc.record({
    type: fc.constant('page' as const),
    group: fc.constantFrom(...GROUPS),
    fingerprint: fc.constantFrom('a', 'b'),
    status: fc.constantFrom('firing' as const, 'resolved' as const),
    minute: fc.integer({ min: 0, max: 60 }),
  }),
  fc.record({
    type: fc.constant('act' as const),
    action: fc.constantFrom('ack' as const, 'note' as const, 'mitigate' as const, 'resolve' as const),
    id: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ type: fc.constant('event' as const), minutesAgo: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ type: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 7 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const play = (story: Story, each: Step): void => {
  if (each.type === 'pass') story.pass(each.minutes);
  if (each.type === 'act') story.act(each.action, { id: each.id, text: 'text' });
  if (each.type === 'event')
    story.report({
      kind: 'restart',
      text: 'x',
      at: new Date(Date.parse(story.time) - each.minutesAgo * MINUTE_MS).toISOString(),
    });
  if (each.type === 'page') {
    const { fingerprint, status, minute, group } = each;
    story.page(page([{ fingerprint, status, startsAt: timeOf(minute), endsAt: timeOf(minute + 1) }], group));
  }
};

const told = (steps: readonly Step[]): Story => {
  const story = new Story(2);
  for (const each of steps) {
    try {
      play(story, each);
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^oncall\./) });
    }
  }
  return story;
};

const stories = (check: (story: Story) => void): void =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => check(told(steps))),
    { numRuns: 200 },
  );

const entriesOf = ({ facts }: Story): Entry[] =>
  facts.map(({ at, fact }, index) => ({ v: 1, seq: index + 1, at, fact }));
const plain = ({ incidents, ...state }: State) => ({ ...state, incidents: [...incidents.values()] });

describe('whatever happens', () => {
  it('the journal, written and read, makes the same state again', () => {
    stories((story) => {
      const text = entriesOf(story).map((entry) => `${JSON.stringify(entry)}\n`);
      const { entries } = parseJournal(Buffer.from(text.join('')));
      expect(plain(replay(entries))).toEqual(plain(story.state));
    });
  });

  it('a snapshot stands for all before it, and the rest of the journal follows from it', () => {
    stories((story) => {
      const entries = entriesOf(story);
      const half = replay(entries.slice(0, entries.length / 2));
      const fact = Entry.shape.fact.parse(JSON.parse(JSON.stringify(snapshotOf(half, Infinity))));
      const resumed = entries
        .slice(entries.length / 2)
        .reduce(reduce, reduce(EMPTY, { at: story.time, fact }));
      expect(plain(resumed)).toEqual(plain(story.state));
    });
  });

  it('a group has at most one open incident, and an open incident that fires is known to whom it waits for', () => {
    stories(({ state }) => {
      const open = openIncidents(state);
      expect(open.length).toBeLessThanOrEqual(2);
      expect(new Set(open.map(({ groupKey }) => groupKey)).size).toBe(open.length);
      for (const incident of open) {
        expect(openIncidentOf(state, incident.groupKey)).toBe(incident);
        const isFiring = incident.alerts.some(({ status }) => status === 'firing');
        expect(incident.alertsResolvedAt === undefined).toBe(isFiring);
        expect(incident.waitingSince !== undefined).toBe(incident.state === 'open' && isFiring);
      }
    });
  });

  it('times and timelines are in order', () => {
    stories(({ state }) => {
      for (const incident of state.incidents.values()) {
        const times = [
          incident.receivedAt,
          incident.acknowledgedAt,
          incident.mitigatedAt,
          incident.resolvedAt,
        ];
        const known = times.filter((time) => time !== undefined);
        expect(known).toEqual(known.toSorted());
        const line = incident.timeline.map(({ at }) => at);
        expect(line).toEqual(line.toSorted());
        expect(incident.state === 'resolved').toBe(incident.resolvedAt !== undefined);
      }
    });
  });
});

describe('a snapshot', () => {
  it('drops the oldest resolved incidents where they do not fit, and no open one', () => {
    const story = new Story();
    for (let n = 1; n <= 20; n += 1) {
      story.page(page([{}], `g${n}`));
      if (n > 2) story.act('resolve', { id: n });
    }
    const bytes = JSON.stringify(story.incident(20)).length + 1;
    const { incidents, nextId } = snapshotOf(story.state, 2 * bytes * 5);
    expect(incidents.map(({ id }) => id)).toEqual([1, 2, 16, 17, 18, 19, 20]);
    expect(nextId).toBe(21);
  });
});

it('a fact about an incident that was never opened is a broken journal', () => {
  expect(() => reduce(EMPTY, { at: timeOf(0), fact: { type: 'resolved', incident: 7 } })).toThrow(
    'the journal has a fact about incident 7, which it never opened',
  );
});
