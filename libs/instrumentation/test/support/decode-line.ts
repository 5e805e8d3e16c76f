import type { LogFormat } from '@lab/contracts';

type Fields = Record<string, string>;

const fromPairs = (pairs: (readonly [string, string])[]): Fields => {
  const names = pairs.map(([name]) => name);
  if (new Set(names).size !== names.length) throw new Error(`a name twice: ${names.join(' ')}`);
  return Object.fromEntries(pairs);
};

const json = (line: string): Fields =>
  fromPairs(
    Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => {
      if (typeof value === 'object' && value !== null) throw new Error(`${key} is not flat`);
      return [key, String(value)];
    }),
  );

const logfmt = (line: string): Fields => {
  const pairs = [...line.matchAll(/(?:^| )([\w.-]+)=("(?:[^"\\]|\\.)*"|[^ "\\=]+)(?= |$)/g)];
  if (pairs.map(([text]) => text).join('') !== line) throw new Error(`no logfmt: ${line}`);
  return fromPairs(
    pairs.map(([, key = '', value = '']) => [
      key,
      value.startsWith('"') ? (JSON.parse(value) as string) : value,
    ]),
  );
};

const ltsv = (line: string): Fields =>
  fromPairs(
    line.split('\t').map((field) => {
      const colon = field.indexOf(':');
      if (colon < 0) throw new Error(`no LTSV: ${field}`);
      // quotes stand unescaped, which JSON does not take
      const quoted = field.slice(colon + 1).replace(/\\.|"/g, (part) => (part === '"' ? '\\"' : part));
      return [field.slice(0, colon), JSON.parse(`"${quoted}"`) as string];
    }),
  );

const DECODERS = { json, logfmt, ltsv };

/** The fields of a line in the order in which they stand, all as text. Throws on what is no line of that format. */
export const decodeLine = (format: LogFormat, line: string): Fields => {
  if (!line.endsWith('\n')) throw new Error('a line ends with a newline');
  const content = line.slice(0, -1);
  // eslint-disable-next-line no-control-regex -- what is looked for
  if (/[\u0000-\u0008\u000A-\u001F\uD800-\uDFFF]/u.test(content)) throw new Error(`control: ${line}`);
  return DECODERS[format](content);
};
