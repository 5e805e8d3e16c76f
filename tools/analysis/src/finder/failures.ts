import type { Span, Trace } from '../trace/trace.ts';
import type { Candidate, Windows } from './candidate.ts';
import { type Kind, type Look, markedMore, type Sight } from './marks.ts';
import { memo } from './memo.ts';
import { type Callees, keyOf, operationOf } from './pieces.ts';

/** Where calls fail that did not, and where they are made again. */
export const failureCandidates = (windows: Windows, { failing, repeated }: FailureLooks): Candidate[] => [
  ...ifAny(windows, failing, {
    family: 'error',
    cause: 'errors',
    sentence: ({ what, share }) => `${what} fails in ${share}`,
  }),
  ...ifAny(windows, repeated, {
    family: 'error',
    cause: 'retries',
    sentence: ({ what, share }) => `${what} is called again in ${share}`,
  }),
];

/** Most windows have none, which is quickly seen. */
const ifAny = (windows: Windows, { isMarked, look }: FailureLook, kind: Kind): Candidate[] =>
  windows.suspect.some(({ spans }) => spans.some(isMarked)) ? markedMore(windows, look, kind) : [];

interface FailureLook {
  readonly isMarked: (span: Span) => boolean;
  readonly look: Look;
}

export interface FailureLooks {
  readonly failing: FailureLook;
  readonly repeated: FailureLook;
}

export const failureLooks = (callees: Callees): FailureLooks => ({
  failing: { isMarked: isOrigin, look: memo(lookFor(callees, isOrigin)) },
  repeated: { isMarked: isRetry, look: memo(lookFor(callees, isRetry)) },
});

/** An error that came from further down is not its own. */
const isOrigin = (span: Span): boolean => span.isError && !span.children.some(({ isError }) => isError);

/** Another attempt at what just failed; semantic conventions count the resends of a request. */
const isRetry = (span: Span): boolean =>
  span.kind === 'client' &&
  (span.tags.some(({ key, value }) => key === 'http.request.resend_count' && Number(value) > 0) ||
    span.parent?.children.some(
      (other) => other.isError && other.endUs <= span.startUs && keyOf(other) === keyOf(span),
    ) === true);

const lookFor =
  (callees: Callees, isMarked: (span: Span) => boolean): Look =>
  (trace: Trace) => {
    const places = new Map<string, Sight>();
    for (const span of trace.spans) {
      // A call that was not answered is the failure of who should have.
      const { service, operation } = callees.get(keyOf(span)) ?? {
        service: span.service,
        operation: operationOf(span),
      };
      const key = `${service}\n${operation}`;
      const known = places.get(key);
      if (known?.exhibit !== undefined) continue;
      places.set(key, {
        service,
        operation,
        what: operation,
        exhibit: isMarked(span) ? { trace, span } : undefined,
      });
    }
    return places;
  };
