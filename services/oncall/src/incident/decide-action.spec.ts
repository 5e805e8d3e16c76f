import { page } from '../../test/support/pages';
import { Story } from '../../test/support/story';
import { MAX_TIMELINE } from './state';

const started = (): Story => {
  const story = new Story();
  story.page(page());
  story.pass(1);
  return story;
};

describe('a person', () => {
  it('acknowledges, mitigates and resolves an incident, each with a time and a line', () => {
    const story = started();
    story.act('ack', { text: 'on it' });
    const acknowledgedAt = story.time;
    story.pass(1).act('mitigate');
    const mitigatedAt = story.time;
    const incident = story.pass(1).act('resolve', { by: 'grace' });
    expect(incident).toMatchObject({
      state: 'resolved',
      acknowledgedAt,
      mitigatedAt,
      resolvedAt: story.time,
    });
    expect(incident.waitingSince).toBeUndefined();
    expect(incident.timeline.slice(1)).toEqual([
      { at: acknowledgedAt, kind: 'acknowledged', by: 'ada', text: 'on it' },
      { at: mitigatedAt, kind: 'mitigated', by: 'ada' },
      { at: story.time, kind: 'resolved', by: 'grace' },
    ]);
  });

  it.each(['mitigate', 'resolve'] as const)('who does %s without acknowledging has done both', (action) => {
    const story = started();
    const incident = story.act(action);
    expect(incident).toMatchObject({ acknowledgedAt: story.time });
  });

  it.each(['ack', 'mitigate', 'resolve'] as const)(
    'who does %s twice changes nothing the second time',
    (action) => {
      const story = started();
      const first = story.act(action);
      const { length } = story.facts;
      story.pass(1);
      expect(story.act(action, { by: 'grace' })).toEqual(first);
      expect(story.facts).toHaveLength(length);
    },
  );

  it('who acknowledges what is mitigated leaves it mitigated', () => {
    const story = started();
    story.act('mitigate');
    expect(story.act('ack').state).toBe('mitigated');
  });

  it.each(['ack', 'mitigate'] as const)('cannot %s a resolved incident', (action) => {
    const story = started();
    story.act('resolve');
    expect(() => story.act(action)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'oncall.incident_resolved',
        message: expect.stringContaining(`incident 1 was resolved at ${story.time}`),
      }),
    );
  });

  it('can add notes at any time, to the limit of a timeline', () => {
    const story = started();
    story.act('resolve');
    story.act('note', { text: 'the cause was a full disk' });
    expect(story.incident().timeline.at(-1)).toMatchObject({
      kind: 'note',
      text: 'the cause was a full disk',
    });
    while (story.incident().timeline.length < MAX_TIMELINE) story.act('note', { text: 'more' });
    expect(() => story.act('note', { text: 'one too many' })).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'oncall.timeline_full' }),
    );
  });

  it('cannot act on an incident that does not exist', () => {
    expect(() => started().act('ack', { id: 7 })).toThrow(
      expect.objectContaining({ kind: 'not_found', message: 'there is no incident 7' }),
    );
  });

  it('can resolve an incident whose timeline is full, and it shows', () => {
    const story = started();
    while (story.incident().timeline.length < MAX_TIMELINE) story.act('note', { text: 'more' });
    expect(story.act('ack')).toMatchObject({ state: 'acknowledged', timelineOmitted: 1 });
    expect(story.act('resolve').timeline.at(-1)).toMatchObject({ kind: 'resolved' });
  });
});
