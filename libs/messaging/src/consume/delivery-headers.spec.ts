import { MESSAGE_HEADERS } from '@lab/contracts';
import type { ConsumeMessage } from 'amqplib';
import { attemptOf, parkedProperties, retryProperties } from './delivery-headers';

const message = (properties: Partial<ConsumeMessage['properties']>): ConsumeMessage =>
  ({ properties, content: Buffer.alloc(0) }) as unknown as ConsumeMessage;
const FACTS = { attempt: 2, reason: 'invalid', detail: 'why', at: new Date('2026-11-22T10:00:00Z') };

describe('attemptOf', () => {
  it.each([
    [undefined, 1],
    [3, 3],
    [0, 1],
    [-1, 1],
    [1.5, 1],
    ['4', 1],
  ])('reads header %p as attempt %p', (header, attempt) => {
    expect(attemptOf(message({ headers: { [MESSAGE_HEADERS.attempt]: header } }))).toBe(attempt);
  });

  it('takes a message without headers for the first attempt', () => {
    expect(attemptOf(message({ headers: undefined }))).toBe(1);
  });
});

describe('a message sent on', () => {
  const received = message({
    messageId: 'm-1',
    contentType: 'application/json',
    type: 't',
    expiration: '1000',
    userId: 'somebody',
    headers: {
      traceparent: '00-a-b-01',
      'x-other': 1,
      'x-death': [],
      'x-first-death-queue': 'q',
      CC: ['q'],
      BCC: ['q'],
    },
  });

  it('counts the attempt up for a retry and keeps the rest', () => {
    expect(retryProperties(received, 2)).toEqual({
      messageId: 'm-1',
      contentType: 'application/json',
      type: 't',
      headers: { traceparent: '00-a-b-01', 'x-other': 1, [MESSAGE_HEADERS.attempt]: 3 },
    });
  });

  it('tells why, when and after which attempt it was parked', () => {
    expect(parkedProperties(received, FACTS).headers).toEqual({
      traceparent: '00-a-b-01',
      'x-other': 1,
      [MESSAGE_HEADERS.attempt]: 2,
      [MESSAGE_HEADERS.parkedReason]: 'invalid',
      [MESSAGE_HEADERS.parkedDetail]: 'why',
      [MESSAGE_HEADERS.parkedAt]: '2026-11-22T10:00:00.000Z',
    });
  });

  it('cuts a detail that would not fit into the headers', () => {
    const { headers } = parkedProperties(received, { ...FACTS, detail: 'x'.repeat(100_000) }) as {
      headers: Record<string, string>;
    };
    expect(headers[MESSAGE_HEADERS.parkedDetail]).toHaveLength(2000);
  });
});
