/** What a number counts: seconds, milliseconds, bytes and things, each to a power. A share has none. */
export interface Dimension {
  readonly seconds: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly things: number;
}

export const SHARE: Dimension = { seconds: 0, milliseconds: 0, bytes: 0, things: 0 };
export const SECONDS: Dimension = { ...SHARE, seconds: 1 };
export const MILLISECONDS: Dimension = { ...SHARE, milliseconds: 1 };
export const BYTES: Dimension = { ...SHARE, bytes: 1 };
export const THINGS: Dimension = { ...SHARE, things: 1 };

export const perSecond = (dimension: Dimension): Dimension => over(dimension, SECONDS);

const combine = (a: Dimension, b: Dimension, sign: 1 | -1): Dimension => ({
  seconds: a.seconds + sign * b.seconds,
  milliseconds: a.milliseconds + sign * b.milliseconds,
  bytes: a.bytes + sign * b.bytes,
  things: a.things + sign * b.things,
});
export const times = (a: Dimension, b: Dimension): Dimension => combine(a, b, 1);
export const over = (a: Dimension, b: Dimension): Dimension => combine(a, b, -1);

export const isSame = (a: Dimension, b: Dimension): boolean =>
  Object.values(combine(a, b, -1)).every((power) => power === 0);

/** By the rule that all names keep: base unit before `_total`, `_sum` and the like; a count of things where none is named. */
export const dimensionOf = (metric: string): Dimension => {
  if (/_(bucket|count)$/.test(metric)) return THINGS;
  const base = metric.replace(/_(total|sum)$/, '');
  if (base.endsWith('_seconds')) return SECONDS;
  if (base.endsWith('_milliseconds')) return MILLISECONDS;
  if (base.endsWith('_bytes')) return BYTES;
  // A recorded one ends in `:ratio`.
  return /[_:]ratio$/.test(base) ? SHARE : THINGS;
};

/** What Grafana's units mean. */
export const GRAFANA_UNITS: Readonly<Record<string, Dimension>> = {
  short: THINGS,
  reqps: perSecond(THINGS),
  ops: perSecond(THINGS),
  mps: perSecond(THINGS),
  s: SECONDS,
  ms: MILLISECONDS,
  percentunit: SHARE,
  bytes: BYTES,
  Bps: perSecond(BYTES),
  none: SHARE,
};

export const describe = ({ seconds, milliseconds, bytes, things }: Dimension): string => {
  const parts = Object.entries({ things, bytes, seconds, milliseconds }).filter(([, power]) => power !== 0);
  if (parts.length === 0) return 'a share';
  return parts.map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join(' · ');
};
