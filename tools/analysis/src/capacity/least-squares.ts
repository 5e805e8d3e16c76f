export interface Row {
  /** The value of each term. */
  readonly terms: readonly number[];
  readonly target: number;
}

export interface Solution {
  readonly coefficients: readonly number[];
  /** How far each coefficient may be off by chance alone: one standard error. */
  readonly errors: readonly number[];
  /** How much each row pulls the solution towards itself, 0 to 1. */
  readonly leverages: readonly number[];
  /** Of the distances between rows and solution, with what the coefficients took out of them added again. */
  readonly spread: number;
}

/** The coefficients with the least sum of squared distances; undefined if the rows do not determine them. */
export function leastSquares(rows: readonly Row[]): Solution | undefined {
  const size = rows[0]?.terms.length ?? 0;
  if (size === 0 || rows.length <= size) return undefined;
  const inverse = inverted(products(rows, size));
  if (inverse === undefined) return undefined;
  const moments = Array.from({ length: size }, (_, i) =>
    sum(rows.map((row) => at(row.terms, i) * row.target)),
  );
  const coefficients = inverse.map((line) => dot(line, moments));
  const squares = sum(rows.map(({ terms, target }) => (target - dot(terms, coefficients)) ** 2));
  const spread = Math.sqrt(squares / (rows.length - size));
  return {
    coefficients,
    spread,
    errors: inverse.map((line, i) => spread * Math.sqrt(at(line, i))),
    leverages: rows.map(({ terms }) =>
      dot(
        terms,
        inverse.map((line) => dot(line, terms)),
      ),
    ),
  };
}

const at = (values: readonly number[], index: number): number => values[index] ?? 0;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]): number =>
  sum(a.map((value, i) => value * at(b, i)));

const products = (rows: readonly Row[], size: number): number[][] =>
  Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => sum(rows.map(({ terms }) => at(terms, i) * at(terms, j)))),
  );

/** Gauss-Jordan without pivoting: a matrix of products has its largest entries on the diagonal, or no inverse. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const lines = matrix.map((line, i) => [...line, ...line.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column += 1) {
    const pivotLine = lines[column] ?? [];
    const pivot = at(pivotLine, column);
    if (!(pivot > at(matrix[column] ?? [], column) * 1e-12)) return undefined;
    const scaled = pivotLine.map((value) => value / pivot);
    lines[column] = scaled;
    for (let other = 0; other < size; other += 1) {
      const line = lines[other] ?? [];
      const factor = at(line, column);
      if (other !== column) lines[other] = line.map((value, j) => value - factor * at(scaled, j));
    }
  }
  return lines.map((line) => line.slice(size));
}
