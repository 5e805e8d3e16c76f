export type Scheme = 'light' | 'dark';

export const currentScheme = (): Scheme =>
  matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Grafana's names. On a light ground they are darker, so that text in them can be read. */
const NAMED: Readonly<Record<Scheme, Readonly<Record<string, string>>>> = {
  dark: {
    red: '#f2495c',
    orange: '#ff9830',
    yellow: '#fade2a',
    green: '#73bf69',
    blue: '#5794f2',
    purple: '#b877d9',
    gray: '#9aa1ac',
    text: '#d8dbe2',
  },
  light: {
    red: '#c4162a',
    orange: '#b84e00',
    yellow: '#8a6a00',
    green: '#2c7a2f',
    blue: '#1f60c4',
    purple: '#7d2fa6',
    gray: '#5b6470',
    text: '#1f2430',
  },
};

/** Told apart also by who does not see red and green alike: they differ in lightness. */
const SERIES: Readonly<Record<Scheme, readonly string[]>> = {
  dark: [
    '#5794f2',
    '#ff9830',
    '#73bf69',
    '#b877d9',
    '#f2cc0c',
    '#5ad1c8',
    '#f2495c',
    '#8ab8ff',
    '#ffcb7d',
    '#c0c8d4',
    '#deb6f2',
    '#96d98d',
  ],
  light: [
    '#1f60c4',
    '#d96c00',
    '#37872d',
    '#8f3bb8',
    '#a88200',
    '#0b7a75',
    '#c4162a',
    '#5b8fe0',
    '#8a4b00',
    '#5b6470',
    '#b877d9',
    '#6aa84f',
  ],
};

/** A service has its colour wherever it is alone with its like. */
const SERVICES = ['gateway', 'orders', 'inventory', 'k6'];

export const seriesColor = (index: number, scheme: Scheme): string => {
  const palette = SERIES[scheme];
  return palette[index % palette.length] ?? UNKNOWN;
};

export function serviceColor(service: string, scheme: Scheme): string {
  const known = SERVICES.indexOf(service);
  if (known >= 0) return seriesColor(known, scheme);
  let sum = 0;
  for (const character of service) sum += character.charCodeAt(0);
  const others = SERIES[scheme].length - SERVICES.length;
  return seriesColor(SERVICES.length + (sum % others), scheme);
}

/** Colours for the series of one graph, in their order. */
export const seriesColors = (names: readonly string[], scheme: Scheme): string[] =>
  names.every((name) => SERVICES.includes(name))
    ? names.map((name) => serviceColor(name, scheme))
    : names.map((_, index) => seriesColor(index, scheme));

/** A colour as a dashboard names it (`red`, `dark-red`, `#f00`) for this ground. */
export function resolveColor(name: string, scheme: Scheme): string {
  if (/^#|^rgb|^hsl|^transparent$/.test(name)) return name;
  const shade = Object.keys(SHADES).find((prefix) => name.startsWith(prefix)) ?? '';
  const base = NAMED[scheme][name.slice(shade.length)] ?? UNKNOWN;
  return mixed(base, SHADES[shade] ?? 0);
}

const UNKNOWN = '#888888';
/** What can be read on a named colour: by night those are light. */
export const onColor = (scheme: Scheme): string => (scheme === 'dark' ? '#111217' : '#ffffff');

const SHADES: Readonly<Record<string, number>> = {
  'super-light-': 0.5,
  'light-': 0.25,
  'semi-dark-': -0.15,
  'dark-': -0.3,
};

/** Towards white above 0, towards black below. */
function mixed(hex: string, amount: number): string {
  const target = amount > 0 ? 255 : 0;
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const moved = channels.map((channel) => Math.round(channel + (target - channel) * Math.abs(amount)));
  return `#${moved.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** A colour by how much of something there is, from 0 to 1: of a heat map. */
export function heatColor(share: number, scheme: Scheme): string {
  const [low, high] = HEAT[scheme];
  const channels = low.map((from, index) => Math.round(from + ((high[index] ?? 0) - from) * share));
  return `rgb(${channels.join(',')})`;
}

const HEAT: Readonly<Record<Scheme, readonly [readonly number[], readonly number[]]>> = {
  dark: [
    [58, 38, 20],
    [255, 214, 140],
  ],
  light: [
    [255, 236, 210],
    [140, 50, 0],
  ],
};
