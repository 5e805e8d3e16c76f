import { durationsOf, faultOf } from './durations.ts';
import { event, incidentWith, time } from './testing/postmortem.ts';

const faultAt = (...timeline: ReturnType<typeof event>[]) =>
  faultOf({ timeline, receivedAt: time('15:00:20') })?.at;

describe('the fault of an incident', () => {
  it('is the last one before the page, however old an alert is', () => {
    expect(faultAt(event('14:50:00', 'kill', 'orders'), event('15:00:00', 'pause', 'inventory'))).toBe(
      time('15:00:00'),
    );
    expect(faultAt(event('15:00:00', 'deploy', 'orders'), event('15:00:21', 'kill', 'orders'))).toBe(
      time('15:00:00'),
    );
  });

  it('is the first of those that follow each other within a minute', () => {
    const kills = ['14:57:00', '14:59:00', '14:59:30', '15:00:10'].map((clock) =>
      event(clock, 'kill', 'inventory'),
    );
    expect(faultAt(...kills)).toBe(time('14:59:00'));
  });

  it('is none that was undone long before', () => {
    const over = [event('14:50:00', 'pause', 'inventory'), event('14:51:00', 'resume', 'inventory')];
    expect(faultAt(...over)).toBeUndefined();
    expect(faultAt(event('14:49:00', 'kill', 'orders'), ...over)).toBe(time('14:49:00'));
    // Its backlog may page still.
    expect(faultAt(event('14:58:30', 'pause', 'inventory'), event('14:59:00', 'resume', 'inventory'))).toBe(
      time('14:58:30'),
    );
  });

  it('is unknown where nothing that breaks a lab was reported', () => {
    expect(faultAt(event('15:00:00', 'load'), event('15:00:05', 'restart', 'orders'))).toBeUndefined();
    expect(faultAt(event('15:00:00', 'resume', 'orders'))).toBeUndefined();
  });
});

describe('how long an incident took', () => {
  it('is counted from the fault to the page, and from the page on', () => {
    expect(durationsOf(incidentWith({ mitigatedAt: time('15:01:22') }))).toEqual({
      ...{ detect: 22, acknowledge: 38, mitigate: 60, quiet: 120, resolve: 420 },
    });
  });

  it('is null where it is unknown or has not happened', () => {
    const {
      acknowledgedAt: _,
      alertsResolvedAt: __,
      resolvedAt: ___,
      ...open
    } = incidentWith({ timeline: [] });
    expect(durationsOf(open)).toEqual({
      detect: null,
      acknowledge: null,
      mitigate: null,
      quiet: null,
      resolve: null,
    });
  });
});
