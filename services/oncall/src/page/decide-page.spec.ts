import { MAX_ALERTS } from '../incident/state';
import { FIRED_AT, GROUP, RESOLVED_AT, page } from '../../test/support/pages';
import { Story } from '../../test/support/story';

const resolved = { status: 'resolved', endsAt: RESOLVED_AT } as const;
const LATER = '2026-11-28T15:30:00.000Z';

describe('a page', () => {
  it('opens an incident with its alerts, what they have in common, and when they began', () => {
    const story = new Story();
    const second = { fingerprint: 'b', startsAt: '2026-11-28T14:58:00Z' };
    expect(story.page(page([{}, second]))).toEqual({ outcome: 'opened', incident: 1 });
    expect(story.incident()).toMatchObject({
      state: 'open',
      title: 'PlacingBurns',
      severity: 'page',
      startsAt: '2026-11-28T14:58:00.000Z',
      receivedAt: story.time,
      waitingSince: story.time,
    });
    expect(story.incident().alerts.map(({ fingerprint }) => fingerprint)).toEqual(['a', 'b']);
    expect(story.kinds()).toEqual(['alert_fired', 'alert_fired']);
  });

  it('is named after the summary that its alerts share, cut where it is long', () => {
    const story = new Story();
    story.page({ ...page(), commonAnnotations: { summary: 's'.repeat(300) } });
    expect(story.incident().title).toMatch(/^s{199}…$/);
  });

  it('of an outage is named after the first alert, and counts what else the alerts say', () => {
    const story = new Story();
    const says = (summary: string) => ({ fingerprint: summary, annotations: { summary } });
    const over = { ...says('is over'), ...resolved };
    story.page(page([over, says('Settling fails'), says('Placing fails'), { fingerprint: 'b' }]));
    expect(story.incident().title).toBe('Settling fails (and 2 more)');
    story.page(page([says('s'.repeat(300)), { fingerprint: 'b' }], 'other'));
    expect(story.incident(2).title).toMatch(/^s{186}… \(and 1 more\)$/);
  });

  it('that is sent again changes nothing', () => {
    const story = new Story();
    story.page(page());
    const { length } = story.facts;
    expect(story.page(page())).toEqual({ outcome: 'repeated', incident: 1 });
    expect(story.page(page([{ startsAt: '2026-11-28T14:59:00Z' }])).outcome).toBe('repeated'); // moved back by Alertmanager
    expect(story.page(page([{}, {}])).outcome).toBe('repeated');
    expect(story.facts).toHaveLength(length);
  });

  it('of another group opens another incident', () => {
    const story = new Story();
    story.page(page());
    expect(story.page(page([{}], 'other'))).toEqual({ outcome: 'opened', incident: 2 });
  });

  it('joins the incident of its group with a further alert, and again with the end of one', () => {
    const story = new Story();
    story.page(page());
    expect(story.page(page([{}, { fingerprint: 'b' }]))).toEqual({ outcome: 'changed', incident: 1 });
    expect(story.page(page([resolved, { fingerprint: 'b' }]))).toEqual({ outcome: 'changed', incident: 1 });
    expect(story.incident().alertsResolvedAt).toBeUndefined();
    expect(story.incident().alerts).toMatchObject([
      { status: 'resolved', endsAt: RESOLVED_AT },
      { status: 'firing' },
    ]);
  });

  it('of a cause joins the symptoms, whose ends are known though it still fires, and ends the incident last', () => {
    const story = new Story();
    const symptom = { fingerprint: 'symptom' };
    const cause = { fingerprint: 'cause' };
    story.page(page([symptom]));
    story.page(page([symptom, cause]));
    story.page(page([{ ...symptom, ...resolved }, cause]));
    expect(story.incident().alerts.map(({ status }) => status)).toEqual(['resolved', 'firing']);
    story.page(page([{ ...cause, ...resolved }]));
    expect(story.pass(5).incident()).toMatchObject({ id: 1, state: 'resolved', resolvedAt: story.time });
    expect(story.state.nextId).toBe(2);
  });

  it('that ends the last firing alert stops the escalation, and a new firing starts it again', () => {
    const story = new Story();
    story.page(page());
    story.page(page([resolved]));
    expect(story.incident()).toMatchObject({ state: 'open', alertsResolvedAt: story.time });
    expect(story.incident().waitingSince).toBeUndefined();
    expect(story.kinds()).toContain('alerts_resolved');
    story.pass(2).page(page([{ startsAt: LATER }]));
    expect(story.incident().alertsResolvedAt).toBeUndefined();
    expect(story.incident().waitingSince).toBe(story.time);
  });

  it('that arrives late, about a firing that is over, changes nothing', () => {
    const story = new Story();
    story.page(page());
    story.page(page([{ ...resolved }]));
    expect(story.page(page()).outcome).toBe('repeated');
    story.page(page([{ startsAt: LATER }]));
    expect(story.page(page([resolved])).outcome).toBe('repeated'); // the end of the first firing, not of this one
    expect(story.incident().alerts).toMatchObject([{ status: 'firing', startsAt: LATER }]);
  });

  it('undoes a mitigation only if something fires anew', () => {
    const story = new Story();
    story.page(page([{}, { fingerprint: 'b' }]));
    story.act('mitigate');
    story.page(page([resolved, { fingerprint: 'b' }]));
    expect(story.incident().state).toBe('mitigated');
    story.page(page([{ startsAt: LATER }, { fingerprint: 'b' }]));
    expect(story.incident()).toMatchObject({ state: 'acknowledged', acknowledgedAt: expect.any(String) });
    expect(story.incident().mitigatedAt).toBeUndefined();
  });

  it('of an alert that still fires opens a new incident once a person has resolved the first', () => {
    const story = new Story();
    story.page(page());
    story.act('resolve');
    expect(story.page(page())).toEqual({ outcome: 'opened', incident: 2 });
  });

  it('about the end of alerts completes the incident that a person resolved before, and opens none', () => {
    const story = new Story();
    story.page(page());
    story.act('resolve');
    expect(story.page(page([resolved]))).toEqual({ outcome: 'changed', incident: 1 });
    expect(story.incident()).toMatchObject({ state: 'resolved', alertsResolvedAt: story.time });
  });

  it('about the end of alerts that no incident has is ignored', () => {
    const story = new Story();
    expect(story.page(page([resolved]))).toEqual({ outcome: 'ignored' });
    story.page(page());
    story.act('resolve');
    expect(story.page(page([{ ...resolved, fingerprint: 'b' }]))).toEqual({ outcome: 'ignored' });
  });

  it('is refused with 503, so that Alertmanager sends it again, while too many incidents are open', () => {
    const story = new Story(1);
    story.page(page());
    expect(() => story.page(page([{}], 'other'))).toThrow(
      expect.objectContaining({ kind: 'unavailable', code: 'oncall.too_many_incidents' }),
    );
    expect(story.page(page([{}, { fingerprint: 'b' }])).outcome).toBe('changed');
    story.act('resolve');
    expect(story.page(page([{}], 'other')).outcome).toBe('opened');
  });

  it('is refused with 503 where it brings more alerts than one incident may have', () => {
    const many = Array.from({ length: MAX_ALERTS + 1 }, (_, n) => ({ fingerprint: `f${n}` }));
    const story = new Story();
    const tooMany = expect.objectContaining({ kind: 'unavailable', code: 'oncall.too_many_alerts' });
    expect(() => story.page(page(many))).toThrow(tooMany);
    story.page(page(many.slice(1)));
    expect(() => story.page(page(many))).toThrow(tooMany);
    expect(story.page(page([{ ...resolved, fingerprint: 'f1' }])).outcome).toBe('changed');
  });

  it('keeps the times of a clock that is ahead out of the future', () => {
    const story = new Story();
    story.page(page([{ startsAt: '2036-01-01T00:00:00Z' }], GROUP));
    expect(story.incident().startsAt).toBe(story.time);
    expect(story.incident().timeline).toMatchObject([{ at: story.time }]);
    expect(FIRED_AT < story.time).toBe(true);
  });
});
