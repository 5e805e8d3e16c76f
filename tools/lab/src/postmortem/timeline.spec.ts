import { event, incidentWith, time } from './testing/postmortem.ts';
import { marksOf, timelineOf } from './timeline.ts';

describe('the timeline of a report', () => {
  it('has the page in it, and letters for what the graphs show', () => {
    const rows = timelineOf(incidentWith());
    expect(rows.map(({ letter = '-', what, by }) => [letter, what, by].join(' ').trim())).toEqual([
      ...['A pause inventory', '- alert fired', 'B paged', 'C acknowledged ada', 'D resume inventory'],
      ...['E all alerts resolved', 'F incident resolved'],
    ]);
    expect(marksOf(rows).map(({ letter, text }) => `${letter} ${text}`)).toContain('D resume inventory');
  });

  it('gives load and notes no letter, and no letters to what a picture has no room for', () => {
    const kills = Array.from({ length: 30 }, () => event('15:00:00', 'kill', 'orders'));
    expect(marksOf(timelineOf(incidentWith({ timeline: kills })))).toHaveLength(16);
    const quiet = [
      event('15:00:00', 'load'),
      { at: time('15:00:30'), kind: 'note', by: 'ada', text: 'hm' } as const,
    ];
    expect(marksOf(timelineOf(incidentWith({ timeline: quiet }))).map(({ text }) => text)).toEqual(['paged']);
  });
});
