const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds for a reader: `0.4 s`, `45 s`, `6 min 3 s`, `2 h 5 min`, `3 d 4 h`. */
export const durationInWords = (seconds: number): string => {
  if (seconds < 0) return `-${durationInWords(-seconds)}`;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return both(whole, [MINUTE, 'min'], [1, 's']);
  return whole < DAY ? both(whole, [HOUR, 'h'], [MINUTE, 'min']) : both(whole, [DAY, 'd'], [HOUR, 'h']);
};

type Size = readonly [seconds: number, name: string];

const both = (seconds: number, [large, name]: Size, [small, smallName]: Size): string => {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${name}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
};
