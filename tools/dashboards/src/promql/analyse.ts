import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  type Dimension,
  dimensionOf,
  isSame,
  over,
  perSecond,
  SECONDS,
  SHARE,
  THINGS,
  times,
} from './dimension.ts';

export interface Metric {
  /** All labels that its series may have. */
  readonly labels: readonly string[];
  /** Where its name does not tell. */
  readonly dimension?: Dimension;
}

export interface Analysis {
  /** Of the values; undefined if any fits, as for a plain number. */
  readonly dimension: Dimension | undefined;
  /** Labels that the answer's series may have. */
  readonly labels: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
}

/** The query is no PromQL, asks for what there is not, or adds what cannot be added. The message says where. */
export class WrongQuery extends Error {
  override readonly name = 'WrongQuery';
}

type Part = Omit<Analysis, 'metrics'>;
const SAME_AS_INNER = new Set(['ParenExpr', 'MatrixSelector', 'OffsetExpr', 'UnaryExpr']);
const same = (dimension: Dimension): Dimension => dimension;
const things = (): Dimension => THINGS;
const DIMENSION_OF_CALL: Readonly<Record<string, (dimension: Dimension) => Dimension>> = {
  round: same,
  ...{ rate: perSecond, irate: perSecond, deriv: perSecond },
  ...{ clamp_min: same, clamp_max: same },
  ...{ increase: same, abs: same, max_over_time: same, min_over_time: same, avg_over_time: same },
  ...{ resets: things, changes: things },
};
const PARAMETER_LAST = new Set(['clamp_min', 'clamp_max']);
const NUMBER: Part = { dimension: undefined, labels: new Set() };

/** What a PromQL query yields, by the metrics that there are. Throws WrongQuery. */
export const analyse = (expr: string, metrics: ReadonlyMap<string, Metric>): Analysis => {
  const used = new Set<string>();
  const analyser = new Analyser(expr, (name) => {
    used.add(name);
    return metrics.get(name);
  });
  return { ...analyser.whole(), metrics: used };
};

class Analyser {
  private readonly expr: string;
  private readonly find: (name: string) => Metric | undefined;

  constructor(expr: string, find: (name: string) => Metric | undefined) {
    this.expr = expr;
    this.find = find;
  }

  whole(): Part {
    const tree = parser.parse(this.expr);
    tree.iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) throw new WrongQuery(`no PromQL at "${this.expr.slice(from, to || undefined)}"`);
      },
    });
    return this.part(tree.topNode.firstChild ?? tree.topNode);
  }

  private part(node: SyntaxNode): Part {
    if (node.name === 'NumberDurationLiteral') return NUMBER;
    if (SAME_AS_INNER.has(node.name)) return this.part(this.operands(node)[0]);
    if (node.name === 'VectorSelector') return this.selector(node);
    if (node.name === 'FunctionCall') return this.call(node);
    if (node.name === 'AggregateExpr') return this.aggregate(node);
    if (node.name === 'BinaryExpr') return this.binary(node);
    throw new WrongQuery(`cannot judge ${node.name} "${this.text(node)}"`);
  }

  private selector(node: SyntaxNode): Part {
    const name = this.text(node.getChild('Identifier') ?? node);
    const metric = this.find(name);
    if (metric === undefined) throw new WrongQuery(`there is no metric ${name}`);
    const labels = new Set(metric.labels);
    const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
    for (const matcher of matchers) this.check(labels, matcher.getChild('LabelName'), name);
    return { dimension: metric.dimension ?? dimensionOf(name), labels };
  }

  private call(node: SyntaxNode): Part {
    const name = this.text(node.getChild('FunctionIdentifier') ?? node);
    if (name === 'vector') return NUMBER;
    if (name === 'time') return { ...NUMBER, dimension: SECONDS };
    const inner = this.argument(node, name);
    const dimension = inner.dimension && DIMENSION_OF_CALL[name]?.(inner.dimension);
    if (name in DIMENSION_OF_CALL) return { ...inner, dimension };
    if (name === 'histogram_quantile') return this.quantile(node, inner);
    throw new WrongQuery(`cannot judge the function ${name}`);
  }

  private quantile(node: SyntaxNode, inner: Part): Part {
    const labels = new Set(inner.labels);
    if (!labels.delete('le')) throw new WrongQuery(`histogram_quantile without le in "${this.text(node)}"`);
    return { dimension: bucketDimension(this.text(node)), labels };
  }

  private aggregate(node: SyntaxNode): Part {
    const { dimension, labels } = this.lastOperand(node);
    const modifier = node.getChild('AggregateModifier');
    const named = modifier?.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
    for (const label of named) this.check(labels, label, this.text(node));
    const kept = new Set(named.map((label) => this.text(label)));
    if (modifier?.getChild('Without'))
      return { dimension, labels: new Set([...labels].filter((label) => !kept.has(label))) };
    return { dimension: this.text(node).startsWith('count') ? THINGS : dimension, labels: kept };
  }

  /** What a function is about; the others of its arguments are numbers. */
  private argument(node: SyntaxNode, name: string): Part {
    if (!PARAMETER_LAST.has(name)) return this.lastOperand(node);
    return this.part(this.operands(node.getChild('FunctionCallBody') ?? node)[0]);
  }

  /** What is in the brackets; parameters come before it. */
  private lastOperand(node: SyntaxNode): Part {
    return this.operands(node.getChild('FunctionCallBody') ?? node)
      .map((operand) => this.part(operand))
      .reduce((_, last) => last);
  }

  private binary(node: SyntaxNode): Part {
    const [leftNode, rightNode] = this.operands(node);
    if (rightNode === undefined) throw new WrongQuery(`cannot judge "${this.text(node)}"`);
    const [left, right] = [this.part(leftNode), this.part(rightNode)];
    const labels = leftNode.name === 'NumberDurationLiteral' ? right.labels : left.labels;
    const both = { of: node, left: left.dimension, right: right.dimension };
    if (node.getChild('Or'))
      return { dimension: this.common(both), labels: new Set([...left.labels, ...right.labels]) };
    if (node.getChild('Mul') || node.getChild('Div'))
      return { dimension: this.product(both, rightNode), labels };
    // All that is left has one value, which has no unit: none is none of anything.
    if (node.getChild('Eql') && this.text(rightNode) === '0') return { dimension: undefined, labels };
    return { dimension: this.common(both), labels };
  }

  private product({ of, left, right }: Operands, rightNode: SyntaxNode): Dimension | undefined {
    if (/^(Inf|0)$/.test(this.text(rightNode))) return undefined; // endless, or none, in any unit
    if (left === undefined && right === undefined) return undefined;
    return (of.getChild('Mul') ? times : over)(left ?? SHARE, right ?? SHARE);
  }

  private common({ of, left, right }: Operands): Dimension | undefined {
    if (left && right && !isSame(left, right))
      throw new WrongQuery(`both sides must be in the same unit: "${this.text(of)}"`);
    return left ?? right;
  }

  private check(labels: ReadonlySet<string>, label: SyntaxNode | null, of: string): void {
    const name = label === null ? '' : this.text(label);
    if (!labels.has(name)) throw new WrongQuery(`there is no label ${name} in ${of}`);
  }

  /** Expressions among the children, without operators, modifiers and durations. */
  private operands(node: SyntaxNode): [SyntaxNode, ...SyntaxNode[]] {
    const found: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling)
      if (/(Expr|Selector|Call|Literal)$/.test(child.name) && !child.name.endsWith('DurationExpr'))
        found.push(child);
    const [first, ...rest] = found;
    return [first ?? node, ...rest];
  }

  private text({ from, to }: SyntaxNode): string {
    return this.expr.slice(from, to);
  }
}

interface Operands {
  readonly of: SyntaxNode;
  readonly left: Dimension | undefined;
  readonly right: Dimension | undefined;
}

/** A quantile is in the unit of what the buckets divide, which their names tell. */
const bucketDimension = (text: string): Dimension => {
  const [, base] = /([a-z_][a-z0-9_]*)_bucket\b/.exec(text) ?? [];
  if (base === undefined) throw new WrongQuery(`no buckets in "${text}"`);
  return dimensionOf(base);
};
