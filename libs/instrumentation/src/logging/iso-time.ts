const MS = 1000;

let second = Number.NaN;
let untilSecond = '';

/** RFC 3339 in UTC with milliseconds. A Date's own text costs more than all else of a line, so it is made once a second. */
export const isoTime = (): string => {
  const now = Date.now();
  const ms = now % MS;
  if (now - ms !== second) {
    second = now - ms;
    untilSecond = new Date(second).toISOString().slice(0, -'000Z'.length);
  }
  return `${untilSecond}${String(MS + ms).slice(1)}Z`;
};
