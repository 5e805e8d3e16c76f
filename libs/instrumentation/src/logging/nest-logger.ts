import type { LoggerService } from '@nestjs/common';
import type { PinoLogger } from 'nestjs-pino';
import { Logger as NestPinoLogger } from 'nestjs-pino';
import type { Level, Logger } from 'pino';
import { LOG_ERROR_FIELD } from './record/field-key';
import { describeFailure, messageAmong } from './record/message';

/** Nest's names of pino's levels. */
const METHODS = {
  verbose: 'trace',
  debug: 'debug',
  log: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
} as const satisfies Record<string, Level>;

/**
 * Nest's logger on top of ours: nestjs-pino's, without its module. That would build the access log and a context per
 * request, which our hooks do already, and keeps the first app's logger for all apps of the process. Of PinoLogger only
 * pino's own level methods are used. No call throws, although nestjs-pino copies the object that it is given.
 */
export const nestLogger = (logger: Logger): Required<Pick<LoggerService, keyof typeof METHODS>> => {
  const inner = new NestPinoLogger(logger as unknown as PinoLogger, {});
  const guarded =
    (method: keyof typeof METHODS) =>
    (message: unknown, ...rest: unknown[]): void => {
      try {
        inner[method](message, ...rest);
      } catch (error) {
        logger[METHODS[method]]({ [LOG_ERROR_FIELD]: describeFailure(error) }, messageAmong([message]));
      }
    };
  return {
    verbose: guarded('verbose'),
    debug: guarded('debug'),
    log: guarded('log'),
    warn: guarded('warn'),
    error: guarded('error'),
    fatal: guarded('fatal'),
  };
};
