import { METRICS } from '@lab/contracts';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';
import { counter } from '../metrics/metrics';

/** Lines kept for a disk that has room again soon; further ones are dropped. */
const MAX_KEPT_BYTES = 256 * 1024;

/**
 * Where the log lines go, written one by one as they come. A destination that fails (a full disk, a reader that is gone)
 * costs lines, which are counted, and never the process: its requests and messages have nothing to do with it. A pipe
 * that nobody empties is no failure: it makes each line wait, so whoever reads it has to keep up.
 */
export const logDestination = (fd = 1): DestinationStream => {
  const dropped = counter({
    name: METRICS.logLinesDropped,
    help: 'Log lines given up because they could not be written.',
  });
  const destination = pino.destination({ dest: fd, sync: true, maxLength: MAX_KEPT_BYTES });
  // pino's own listener passes on every error that is no EPIPE, which ends the process, and after an EPIPE it makes
  // writing a no-op, which counts nothing
  destination.removeAllListeners('error');
  destination.on('error', () => undefined); // the line is kept, and tried again with the next one
  destination.on('drop', () => dropped.inc());
  return destination;
};
