/** How a number is written: Grafana's units, as far as dashboards here use them; any other one is put behind the number. */
export interface Written {
  readonly number: string;
  readonly unit: string;
}

interface Scale {
  readonly steps: readonly (readonly [factor: number, unit: string])[];
}

const SHORT = [
  [1, ''],
  [1e3, ' K'],
  [1e6, ' Mil'],
  [1e9, ' Bil'],
] as const;
const TIMES = [
  [1e-9, ' ns'],
  [1e-6, ' µs'],
  [1e-3, ' ms'],
  [1, ' s'],
  [60, ' min'],
  [3600, ' h'],
  [86_400, ' d'],
] as const;

const rising = (base: number, units: readonly string[]): Scale => ({
  steps: units.map((unit, power) => [base ** power, ` ${unit}`] as const),
});
const times = (factor: number): Scale => ({
  steps: TIMES.map(([step, unit]) => [step / factor, unit] as const),
});
const perSecond = (what: string): Scale => ({
  steps: SHORT.map(
    ([factor, prefix]) => [factor, `${prefix.replace('Mil', 'M').replace('Bil', 'G')} ${what}`] as const,
  ),
});

const SCALES: Readonly<Record<string, Scale>> = {
  short: { steps: SHORT },
  none: { steps: [[1, '']] },
  percent: { steps: [[1, '%']] },
  percentunit: { steps: [[0.01, '%']] },
  s: times(1),
  ms: times(1e-3),
  µs: times(1e-6),
  ns: times(1e-9),
  m: times(60),
  bytes: rising(1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']),
  decbytes: rising(1000, ['B', 'kB', 'MB', 'GB', 'TB']),
  Bps: rising(1000, ['B/s', 'kB/s', 'MB/s', 'GB/s']),
  binBps: rising(1024, ['B/s', 'KiB/s', 'MiB/s', 'GiB/s']),
  reqps: perSecond('req/s'),
  ops: perSecond('ops/s'),
  mps: perSecond('msg/s'),
  cps: perSecond('/s'),
  iops: perSecond('io/s'),
  rps: perSecond('rd/s'),
  wps: perSecond('wr/s'),
};

function scaleOf(unit: string): Scale {
  const known = SCALES[unit];
  if (known !== undefined) return known;
  const suffix = unit.startsWith('suffix:') ? unit.slice('suffix:'.length).trim() : unit;
  return { steps: [[1, suffix === '' ? '' : ` ${suffix}`]] };
}

const TELLING_DIGITS = 3;

/** Three digits that tell, or as many decimals as are asked for. */
export function write(
  value: number,
  { unit = 'none', decimals }: { unit?: string | undefined; decimals?: number | undefined } = {},
): Written {
  if (!Number.isFinite(value)) return { number: value > 0 ? '+∞' : value < 0 ? '−∞' : 'NaN', unit: '' };
  const { steps } = scaleOf(unit);
  const [factor, name] = stepFor(Math.abs(value), steps, { decimals });
  return { number: rounded(value / factor, decimals), unit: name };
}

type Steps = Scale['steps'];

/** The highest step that leaves at least 1 before the point; of 999.9 the next one, for it is written as 1000. */
function stepFor(size: number, steps: Steps, { decimals }: { decimals: number | undefined }): Steps[number] {
  const [lowest = [1, ''] as const] = steps;
  const neutral = steps.find(([factor]) => factor === 1) ?? lowest;
  if (size === 0) return neutral;
  return steps.findLast(([factor]) => Math.abs(Number(rounded(size / factor, decimals))) >= 1) ?? lowest;
}

function rounded(value: number, decimals: number | undefined): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  if (value === 0) return '0';
  const before = Math.floor(Math.log10(Math.abs(value))) + 1;
  const places = Math.max(0, Math.min(6, TELLING_DIGITS - before));
  return String(Number(value.toFixed(places)));
}

export const text = (
  value: number,
  how: { unit?: string | undefined; decimals?: number | undefined } = {},
): string => {
  const { number, unit } = write(value, how);
  return how.unit?.startsWith('prefix:') === true
    ? `${how.unit.slice('prefix:'.length)}${number}`
    : `${number}${unit}`;
};
