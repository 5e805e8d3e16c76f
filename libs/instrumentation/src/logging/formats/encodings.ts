import type { LogFormat } from '@lab/contracts';
import type { Encoding } from './encoding';
import { jsonEncoding } from './json.encoding';
import { logfmtEncoding } from './logfmt.encoding';
import { ltsvEncoding } from './ltsv.encoding';

export const ENCODINGS: Readonly<Record<LogFormat, Encoding>> = {
  logfmt: logfmtEncoding,
  ltsv: ltsvEncoding,
  json: jsonEncoding,
};
