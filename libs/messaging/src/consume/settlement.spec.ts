import { DomainError, type ErrorKind } from '@lab/contracts';
import { settlementOf } from './settlement';

const failing = (kind: ErrorKind): DomainError =>
  new (class Failed extends DomainError {
    readonly kind = kind;
    readonly code = 'tests.failed';
  })('on purpose');

const DELAYS = [1, 5];

describe('settlementOf', () => {
  it('acks a conflict: it is an answer', () => {
    expect(settlementOf(failing('conflict'), 1, DELAYS)).toEqual({ settle: 'ack' });
  });

  it.each(['invalid', 'not_found'] as const)('parks what is %s at the first attempt', (kind) => {
    expect(settlementOf(failing(kind), 1, DELAYS)).toEqual({
      settle: 'park',
      reason: kind,
      detail: 'tests.failed: on purpose',
    });
  });

  it.each([
    ['something unavailable', failing('unavailable'), 'unavailable'],
    ['a bug', new TypeError('no'), 'bug'],
    ['a thrown text', 'no', 'bug'],
  ])('retries %s with the delay of the attempt', (_what, error, reason) => {
    expect(settlementOf(error, 1, DELAYS)).toMatchObject({ settle: 'retry', delaySeconds: 1, reason });
    expect(settlementOf(error, 2, DELAYS)).toMatchObject({ settle: 'retry', delaySeconds: 5, reason });
  });

  it('parks when the attempts are exhausted, with the last error', () => {
    expect(settlementOf(new TypeError('no'), 3, DELAYS)).toEqual({
      settle: 'park',
      reason: 'attempts_exhausted',
      detail: 'TypeError: no',
    });
  });

  it('parks a failure at once where no retries are wanted', () => {
    expect(settlementOf(failing('unavailable'), 1, [])).toMatchObject({
      settle: 'park',
      reason: 'attempts_exhausted',
    });
  });
});
