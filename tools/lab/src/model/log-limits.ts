import type { LogLimits } from './model.ts';
import type { RawService } from './schema.ts';

type LoggingOptions = NonNullable<RawService['logging']>['options'];

/** Where the description says nothing: a log must not fill the disk. */
export const USUAL_LOG_LIMITS: LogLimits = { maxBytes: 10_000_000, maxFiles: 3 };

/** By Docker's options of json-file. Undefined where neither is said. */
export function toLogLimits(options: LoggingOptions | undefined): LogLimits | undefined {
  const { 'max-size': size, 'max-file': files } = options ?? {};
  if (size === undefined && files === undefined) return undefined;
  return {
    maxBytes: size === undefined ? USUAL_LOG_LIMITS.maxBytes : sizeBytes(size),
    maxFiles: files === undefined ? USUAL_LOG_LIMITS.maxFiles : fileCount(files),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** `10m`, `512k`, `1g`: with decimal units, as Docker reads it. */
function sizeBytes(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([kmg]?)b?$/i.exec(text) ?? [];
  const bytes = Number(amount) * (UNITS[unit.toLowerCase()] ?? 1);
  if (!(bytes > 0)) throw new Error(`logging.options.max-size: "${text}" is not a size such as "10m"`);
  return bytes;
}

function fileCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`logging.options.max-file: "${text}" is not a number of files`);
  return count;
}
