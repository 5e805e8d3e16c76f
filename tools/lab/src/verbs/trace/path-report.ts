import { criticalPath, hopOf, type Segment, type Trace } from '@lab/analysis';
import { table } from '../../report/table.ts';

const ms = (us: number): string => `${(us / 1000).toFixed(1)} ms`;

/** The critical path to the end of all that came of a request, in its order: what was at work or waited for, and for how long. */
export function describePath(trace: Trace): string[] {
  const path = criticalPath(trace, 'end');
  const whole = trace.endUs - trace.startUs;
  const rows = path.map((segment) => [
    ms(segment.fromUs - trace.startUs),
    ms(lengthOf(segment)),
    `${Math.round((100 * lengthOf(segment)) / Math.max(1, whole))} %`,
    segment.span.service,
    segment.span.name,
    hopOf(segment) ?? segment.kind,
  ]);
  return [
    `trace ${trace.id}: ${trace.spans.length} spans, ${ms(whole)}`,
    ...table(['AT', 'TAKES', 'SHARE', 'SERVICE', 'SPAN', 'WHAT'], rows),
  ];
}

const lengthOf = ({ fromUs, toUs }: Segment): number => toUs - fromUs;
