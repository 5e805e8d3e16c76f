const FORM = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

// One day's lines come one after another, and Date takes longer than the rest of a line together.
let day = { text: '', begin: 0 };

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` → milliseconds since 1970; undefined for another spelling and for no real time. */
export function readTime(text: string): number | undefined {
  if (!FORM.test(text)) return undefined;
  if (!text.startsWith(day.text) || day.text === '') {
    const begin = beginOf(text.slice(0, 10));
    if (begin === undefined) return undefined;
    day = { text: text.slice(0, 10), begin };
  }
  const minutes = digits(text, 11, 2) * 60 + digits(text, 14, 2);
  return day.begin + (minutes * 60 + digits(text, 17, 2)) * 1000 + digits(text, 20, 3);
}

/** Date takes 30 February for 2 March. */
function beginOf(date: string): number | undefined {
  const begin = Date.parse(`${date}T00:00:00.000Z`);
  return !Number.isNaN(begin) && new Date(begin).toISOString().startsWith(date) ? begin : undefined;
}

function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at += 1) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}
