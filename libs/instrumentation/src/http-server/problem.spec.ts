import { DomainError, InvalidInput, Unavailable } from '@lab/contracts';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { toAnswer } from './problem';

class OutOfStock extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'inventory.out_of_stock';
}
class OrderNotFound extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'orders.not_found';
}
const fastifyError = (code: string, statusCode: number) =>
  Object.assign(new Error('inner'), { code, statusCode });

describe('toAnswer', () => {
  it.each([
    [new InvalidInput([{ field: 'a', message: 'b' }]), 422, '1 field is invalid'],
    [new OrderNotFound('no such order'), 404, 'no such order'],
    [new OutOfStock('none left'), 409, 'none left'],
    [
      new Unavailable('orders.busy', 'pool of 172.17.0.2 is full', 1),
      503,
      'temporarily unavailable; try again after Retry-After',
    ],
  ])('%s has its status, and a detail for the client', (error, status, detail) => {
    const { problem, isUnexpected } = toAnswer(error);
    expect(problem).toMatchObject({ status, code: error.code, detail, type: `about:blank#${error.code}` });
    expect(isUnexpected).toBe(false);
  });

  it('lists 20 of many field errors, cuts long texts, and says how many there are', () => {
    const errors = Array.from({ length: 32_910 }, (_, n) => ({
      field: `${n}-${'f'.repeat(5_000)}`,
      message: 'm'.repeat(5_000),
    }));
    const { problem } = toAnswer(new InvalidInput(errors));
    expect(problem.errors).toHaveLength(20);
    expect(problem.detail).toBe('32910 fields are invalid; the first 20 are listed');
    expect(JSON.stringify(problem).length).toBeLessThan(10_000);
  });

  it('cuts the texts of another service, which may be of any length', () => {
    const { problem } = toAnswer(new OrderNotFound('x'.repeat(100_000)));
    expect(problem.detail).toMatch(/^x{511}…$/);
  });

  it.each([
    [new NotFoundException(), 404, 'request.route_not_found'],
    [new BadRequestException(), 400, 'request.malformed'],
    [fastifyError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 413, 'request.too_large'],
    [fastifyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 415, 'request.unsupported_media_type'],
  ])('%s is the framework refusing the request', (error, status, code) => {
    expect(toAnswer(error)).toMatchObject({ problem: { status, code }, isUnexpected: false });
  });

  it.each([
    [new Error('inner')],
    [Object.assign(new Error('inner'), { code: 'ECONNREFUSED' })],
    // a client's library that carries a status of the far side: not ours to pass on
    [Object.assign(new Error('inner'), { code: 'X', statusCode: 404 })],
    [fastifyError('FST_ERR_REP_INVALID_PAYLOAD_TYPE', 500)],
    ['inner'],
    [undefined],
  ])('%p is a bug whose text stays inside', (error) => {
    const answer = toAnswer(error);
    expect(answer).toMatchObject({ problem: { status: 500, code: 'internal' }, isUnexpected: true });
    expect(JSON.stringify(answer)).not.toContain('inner');
  });
});
