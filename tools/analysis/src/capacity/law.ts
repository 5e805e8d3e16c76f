import { leastSquares, type Row, type Solution } from './least-squares.ts';

/** The throughput at a number of clients that order again as soon as they have their answer. */
export interface Point {
  readonly clients: number;
  readonly throughput: number;
}

/** The Universal Scalability Law: X(n) = rate · n / (1 + contention · (n − 1) + coherency · n · (n − 1)). */
export interface Law {
  /** Orders a second with a single client. */
  readonly rate: number;
  /** The share of the work that only one order at a time can do. */
  readonly contention: number;
  /** What each pair of orders costs the other, for agreeing with each other. With it, throughput falls again after a peak. */
  readonly coherency: number;
}

export const throughputAt = ({ rate, contention, coherency }: Law, clients: number): number =>
  (rate * clients) / (1 + contention * (clients - 1) + coherency * clients * (clients - 1));

/** The number of clients with the highest throughput; infinite if it never falls again. */
export const peakOf = ({ contention, coherency }: Law): number =>
  coherency === 0 ? Infinity : Math.sqrt(Math.max(0, 1 - contention) / coherency);

export interface Fit {
  readonly law: Law;
  /** The law without the condition that no coefficient is negative. */
  readonly free: Solution;
  readonly leverages: readonly number[];
}

const TERMS = [{ of: () => 1 }, { of: (n: number) => n - 1 }, { of: (n: number) => n * (n - 1) }] as const;
/** The terms of a law, the richest first: a term that comes out negative is left out. */
const SHAPES = [[0, 1, 2], [0, 1], [0, 2], [0]] as const;

/**
 * Fits the law in closed form: n / X(n) is linear in 1, n − 1 and n(n − 1). Each row is weighted by X / n, so that steps count by
 * their relative error. A term that comes out negative is left out, and the better one of two such laws wins. Undefined if the
 * points do not determine a law.
 */
export function fitLaw(points: readonly Point[]): Fit | undefined {
  const free = solve(points, SHAPES[0]);
  if (free === undefined) return undefined;
  const fits = SHAPES.flatMap((shape) => {
    const solution = shape === SHAPES[0] ? free : solve(points, shape);
    return solution?.coefficients.every((value) => value >= 0) ? [{ shape, solution }] : [];
  });
  const [full] = fits;
  const best = full?.shape === SHAPES[0] ? full : fits.toSorted(bySquares)[0];
  if (best === undefined) return undefined;
  return { law: lawOf(best.shape, best.solution), free, leverages: best.solution.leverages };
}

interface Candidate {
  readonly shape: readonly number[];
  readonly solution: Solution;
}

const bySquares = (a: Candidate, b: Candidate): number => squares(a) - squares(b);
const squares = ({ shape, solution: { spread, leverages } }: Candidate): number =>
  spread ** 2 * (leverages.length - shape.length);

const solve = (points: readonly Point[], shape: readonly number[]): Solution | undefined =>
  leastSquares(points.map((point) => rowOf(point, shape)));

const rowOf = ({ clients, throughput }: Point, shape: readonly number[]): Row => {
  const weight = throughput / clients;
  return { terms: shape.map((term) => (TERMS[term]?.of(clients) ?? 0) * weight), target: 1 };
};

const lawOf = (shape: readonly number[], { coefficients }: Solution): Law => {
  const of = (term: number): number => coefficients[shape.indexOf(term)] ?? 0;
  return { rate: 1 / of(0), contention: of(1) / of(0), coherency: of(2) / of(0) };
};
