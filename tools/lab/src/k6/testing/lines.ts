import type { RequestLine } from '../request-line.ts';

/** An accepted order. */
export const line = (changes: Partial<RequestLine> = {}): RequestLine => ({
  at: 1_795_341_684_068,
  since: 500,
  ms: 5,
  method: 'POST',
  name: 'POST /orders',
  status: 202,
  error: '',
  ok: true,
  trace: 'b1960f3216eb87463a9a6037cd80150e',
  span: 'f70dbd24291e3d20',
  attempt: 1,
  id: '28838c09-3b28-474f-b049-3d138fece876',
  ...changes,
});

export const failure = (changes: Partial<RequestLine>): RequestLine => {
  const { id: _id, ...rest } = line({ ok: false, ...changes });
  return rest;
};
