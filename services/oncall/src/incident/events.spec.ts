import { page } from '../../test/support/pages';
import { MINUTE_MS, Story } from '../../test/support/story';
import { MAX_RECENT_EVENTS } from './state';

const kill = { kind: 'kill', service: 'inventory', text: 'lab kill inventory' } as const;
const eventsOf = (story: Story, id = 1) => story.incident(id).timeline.filter(({ kind }) => kind === 'event');

describe('an event', () => {
  it('joins the timelines of the incidents that are open', () => {
    const story = new Story();
    story.page(page());
    story.page(page([{}], 'other'));
    story.act('resolve', { id: 2 });
    story.pass(1);
    expect(story.report(kill)).toEqual([1]);
    expect(eventsOf(story)).toEqual([
      {
        at: story.time,
        kind: 'event',
        text: 'lab kill inventory',
        event: { kind: 'kill', service: 'inventory' },
      },
    ]);
  });

  it('joins an incident that opens within 15 minutes, before its page', () => {
    const story = new Story();
    story.report(kill);
    story.pass(15).page(page([{ startsAt: story.time }]));
    expect(story.kinds()).toEqual(['event', 'alert_fired']);
    story.pass(1).page(page([{}], 'other'));
    expect(eventsOf(story, 2)).toEqual([]);
  });

  it('that is reported late stands where it happened, also in an incident that is resolved since', () => {
    const story = new Story();
    story.page(page());
    story.pass(3).act('ack');
    story.pass(3).act('resolve');
    const at = new Date(Date.parse(story.incident().receivedAt) + MINUTE_MS).toISOString();
    expect(story.pass(60).report({ ...kill, at })).toEqual([1]);
    expect(story.kinds()).toEqual(['alert_fired', 'event', 'acknowledged', 'resolved']);
  });

  it('cannot come from the future', () => {
    const story = new Story();
    const at = new Date(Date.parse(story.time) + 2 * MINUTE_MS).toISOString();
    expect(() => story.report({ ...kill, at })).toThrow(
      expect.objectContaining({ errors: [{ field: 'at', message: 'must not be in the future' }] }),
    );
  });

  it('is kept for incidents to come among the newest only', () => {
    const story = new Story();
    for (let n = 0; n <= MAX_RECENT_EVENTS; n += 1) story.report({ ...kill, text: `kill ${n}` });
    expect(story.state.events).toHaveLength(MAX_RECENT_EVENTS);
    expect(story.state.events[0]?.text).toBe('kill 1');
    story.pass(16).report(kill);
    expect(story.state.events).toHaveLength(1);
  });
});
