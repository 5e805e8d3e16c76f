import { criticalPath } from './critical-path.ts';
import { hopOf } from './hop.ts';
import { jaegerTrace, ORDER } from './testing/spans.ts';
import { readTrace } from './trace.ts';

const hopsOf = (json: typeof ORDER): string[] =>
  criticalPath(readTrace(json)!, 'end').flatMap((segment) => {
    const hop = hopOf(segment);
    return hop === undefined ? [] : [`${hop} ${segment.span.id} ${(segment.toUs - segment.fromUs) / 1000}`];
  });

describe('hops of a message', () => {
  it('are those between the answer and the settled order', () => {
    expect(hopsOf(ORDER)).toEqual([
      'outbox wait send placed 25.5',
      'publish send placed 2',
      'broker wait process placed 1',
      'publish send reserved 2',
      'broker wait process reserved 1',
      'handler process reserved 1',
    ]);
  });

  it('tell the wait in the consumer from the wait at the broker', () => {
    const json = jaegerTrace(
      ['send', '-', 'a', 'producer', 0, 2],
      ['receive', 'send', 'b', 'consumer', 10, 11],
      ['process', 'receive', 'b', 'consumer', 31, 40],
    );
    expect(hopsOf(json)).toEqual([
      'publish send 2',
      'broker wait receive 8',
      'handler receive 1',
      'consumer queue process 20',
      'handler process 9',
    ]);
  });
});
