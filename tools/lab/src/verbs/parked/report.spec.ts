import { replayProperties } from './replay.ts';
import { describeHandled, describeParkedTable } from './report.ts';

describe('parked messages for a person', () => {
  it('are a table, and a sentence when there are none', () => {
    expect(describeParkedTable([])).toEqual(['nothing is parked']);
    const [head, row] = describeParkedTable([
      {
        queue: 'orders.stock.parked',
        id: 'm-1',
        message: 'inventory.stock-reserved',
        orderId: 'o-1',
        reason: 'wrong_version',
        detail: 'version 2',
        attempt: 1,
        parkedAt: '2026-11-22T10:00:00.000Z',
      },
    ]);
    expect(head?.split(/ {2,}/)).toEqual([
      'PARKED AT',
      'QUEUE',
      'MESSAGE',
      'ID',
      'ORDER',
      'ATTEMPT',
      'REASON',
    ]);
    expect(row?.split(/ {2,}/)).toEqual([
      '2026-11-22T10:00:00.000Z',
      'orders.stock.parked',
      'inventory.stock-reserved',
      'm-1',
      'o-1',
      '1',
      'wrong_version: version 2',
    ]);
  });

  it('cannot write to the terminal what a stranger sent', () => {
    const table = describeParkedTable([
      {
        queue: 'orders.stock.parked',
        id: '\u001b[2Jgone',
        message: 'x',
        orderId: undefined,
        reason: undefined,
        detail: undefined,
        attempt: undefined,
        parkedAt: undefined,
      },
    ]);
    expect(table.join('')).not.toContain('\u001b');
  });
});

it('handled messages are one event, with how many of each queue', () => {
  const message = { id: 'm', message: 'x', orderId: undefined, reason: undefined, detail: undefined };
  const handled = ['orders.stock.parked', 'orders.outbox.parked', 'orders.stock.parked'].map((queue) => ({
    ...message,
    ...{ queue, attempt: undefined, parkedAt: undefined },
  }));
  expect(describeHandled('replay', handled)).toBe(
    'lab parked replay: 2 in orders.stock.parked, 1 in orders.outbox.parked',
  );
});

describe('a replayed message', () => {
  it('keeps its trace and forgets its attempts and deaths', () => {
    const headers = {
      traceparent: '00-1-2-01',
      'x-lab-attempt': 14,
      'x-lab-parked-reason': 'attempts_exhausted',
      'x-death': [],
      'x-first-death-queue': 'q',
      'x-delivery-count': 3,
      'x-own': 1,
    };
    expect(
      replayProperties({ headers, messageId: 'm-1', expiration: '9', userId: 'x', type: undefined }),
    ).toEqual({
      messageId: 'm-1',
      headers: { traceparent: '00-1-2-01', 'x-own': 1 },
      persistent: true,
      mandatory: true,
    });
  });
});
