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
    [new InvalidInput([{ field: 'a', message: 'b' }]), 422],
    [new OrderNotFound('no such order'), 404],
    [new OutOfStock('none left'), 409],
    [new Unavailable('orders.busy', 'busy', 1), 503],
  ])('%s has its status', (error, status) => {
    const { problem, isUnexpected } = toAnswer(error);
    expect(problem).toMatchObject({
      status,
      code: error.code,
      detail: error.message,
      type: `about:blank#${error.code}`,
    });
    expect(isUnexpected).toBe(false);
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
