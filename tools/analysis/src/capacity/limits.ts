import type { Law } from './law.ts';

/** What a single order waits for, as shares of the time that it takes with so many clients. */
export interface Losses {
  readonly contention: number;
  readonly coherency: number;
}

export const lossesAt = ({ contention, coherency }: Law, clients: number): Losses => {
  const queue = contention * (clients - 1);
  const agreement = coherency * clients * (clients - 1);
  const whole = 1 + queue + agreement;
  return { contention: queue / whole, coherency: agreement / whole };
};

/** Below this share of its time, waiting is not what an order takes long for. */
const LITTLE = 0.2;

/** Which term of the law costs most; `none` while more clients still bring more throughput in proportion. */
export const limitOf = ({ contention, coherency }: Losses): 'contention' | 'coherency' | 'none' => {
  if (contention + coherency < LITTLE) return 'none';
  return contention >= coherency ? 'contention' : 'coherency';
};
