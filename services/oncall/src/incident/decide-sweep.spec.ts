import { page, RESOLVED_AT } from '../../test/support/pages';
import { Story } from '../../test/support/story';

const ended = page([{ status: 'resolved', endsAt: RESOLVED_AT }]);
const started = (): Story => {
  const story = new Story();
  story.page(page());
  return story;
};

describe('an incident that nobody acknowledges', () => {
  it('escalates after five minutes, again after five more, and at most three times', () => {
    const story = started().pass(4);
    expect(story.incident().escalations).toBe(0);
    expect(story.pass(1).incident()).toMatchObject({ escalations: 1, waitingSince: story.time });
    expect(story.pass(5).incident().escalations).toBe(2);
    expect(story.pass(60).incident().escalations).toBe(3);
    expect(story.kinds().filter((kind) => kind === 'escalated')).toHaveLength(3);
    expect(story.incident().timeline.at(-1)?.text).toBe('nobody acknowledged it; level 3');
  });

  it('does not escalate once somebody has, nor while none of its alerts fires', () => {
    const acknowledged = started();
    acknowledged.act('ack');
    expect(acknowledged.pass(30).incident().escalations).toBe(0);
    const quiet = started();
    quiet.page(ended);
    expect(quiet.pass(4).incident().escalations).toBe(0);
  });
});

describe('an incident whose alerts are resolved', () => {
  it.each(['open', 'acknowledged', 'mitigated'])(
    'is resolved by itself after five minutes when it was %s',
    (state) => {
      const story = started();
      if (state === 'acknowledged') story.act('ack');
      if (state === 'mitigated') story.act('mitigate');
      story.page(ended);
      expect(story.pass(4).incident().state).toBe(state);
      expect(story.pass(1).incident()).toMatchObject({ state: 'resolved', resolvedAt: story.time });
      expect(story.incident().timeline.at(-1)).toEqual({ at: story.time, kind: 'resolved' });
    },
  );

  it('was not acknowledged by that', () => {
    const story = started();
    story.page(ended);
    expect(story.pass(5).incident().acknowledgedAt).toBeUndefined();
  });

  it('stays open while one fires again', () => {
    const story = started();
    story.page(ended);
    story.pass(4).page(page([{ startsAt: '2026-11-28T15:30:00Z' }]));
    expect(story.pass(4).incident().state).toBe('open');
    expect(story.pass(1).incident()).toMatchObject({ state: 'open', escalations: 1 });
  });
});
