import { LOG_FIELDS } from '@lab/contracts';
import type { LogLine } from '../../../log-lines/log-line.ts';
import type { Entry } from '../entry.ts';
import { type Colours, levelPaint } from './colours.ts';
import { errorTextOf } from './errors.ts';
import { printable, printableLine, printableValue } from './printable.ts';
import { headlineOf } from './request.ts';

const LEVEL_WIDTH = 5;
const TRACE_CHARS = 8;
const INDENT = ' '.repeat(4);
/** As wide as time and level. */
const NO_TIME = ' '.repeat('HH:MM:SS.mmm '.length + LEVEL_WIDTH + 1);
const COLUMNS: readonly string[] = LOG_FIELDS;

interface Look {
  /** Of the column of services; undefined where there is only one. */
  readonly serviceWidth: number | undefined;
  /** Whether there are lines with time and level, which those without are to stand in line with. */
  readonly hasTimes: boolean;
  readonly colours: Colours;
}

export function readable({ serviceWidth, hasTimes, colours }: Look): (entry: Entry) => string {
  const paint = levelPaint(colours);
  const column = (service: string): string[] =>
    serviceWidth === undefined ? [] : [service.padEnd(serviceWidth)];

  const ofOurs = (service: string, line: LogLine): string => {
    const [headline, error] = [headlineOf(line, colours), errorTextOf(line.fields)];
    const said = [...COLUMNS, ...headline.said, ...error.said];
    const own = [...line.fields]
      .filter(([key]) => !said.includes(key))
      .map(([key, value]) => `${printable(key)}=${printableValue(value)}`);
    const words = [
      colours.dim(clock(line.time)),
      paint[line.level](line.level.padEnd(LEVEL_WIDTH)),
      ...column(service),
      headline.text,
      ...[own.join(' '), printable(line.traceId?.slice(0, TRACE_CHARS) ?? '')].map(
        (text) => text && colours.dim(text),
      ),
    ];
    return [words.filter((word) => word !== '').join(' '), ...error.lines.map((text) => INDENT + text)].join(
      '\n',
    );
  };

  const ofOthers = (service: string, raw: string): string => {
    const gutter = serviceWidth !== undefined && hasTimes ? NO_TIME : '';
    return gutter + [...column(service), printableLine(raw)].join(' ');
  };

  return ({ service, raw, line }) => (line === undefined ? ofOthers(service, raw) : ofOurs(service, line));
}

/** The time of day where the reader is. */
function clock(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
