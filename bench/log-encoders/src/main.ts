// node main.ts <format> <rounds>: what a line costs in that format and in pino's JSON, in ns, as JSON on stdout.
// One process per format, as in the lab: in a process that writes all three the code is compiled for none of them.
import { closeSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOG_FORMATS, type LogFormat } from '@lab/contracts';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';
import { LINE_NAMES, LINES, type LineName } from './lines.ts';
import { labLogger, pinoLogger } from './loggers.ts';
import { measureInTurns } from './measure.ts';

interface Destination {
  readonly name: string;
  readonly stream: DestinationStream;
  afterTurn(this: void): void;
}

const discarded: Destination = {
  name: 'discarded',
  stream: { write: () => undefined },
  afterTurn: () => undefined,
};

const toFile = (fd: number): Destination => ({
  name: 'file',
  stream: pino.destination({ dest: fd, sync: true }),
  afterTurn: () => ftruncateSync(fd),
});

const readArguments = (): { format: LogFormat; rounds: number } => {
  const [asked, rounds] = process.argv.slice(2);
  const format = LOG_FORMATS.find((known) => known === asked);
  if (format === undefined) throw new Error(`${asked ?? 'nothing'} is no format: run this by lab bench`);
  return { format, rounds: Number(rounds) };
};

const { format, rounds } = readArguments();

const compare = (line: LineName, { name, stream, afterTurn }: Destination): object => {
  const log = LINES[line];
  const [ofPino, ofLab] = [pinoLogger(stream), labLogger(format, stream)];
  const contenders = {
    pino: { work: (n: number) => log(ofPino, n), afterTurn },
    lab: { work: (n: number) => log(ofLab, n), afterTurn },
  };
  return { line, destination: name, nanos: measureInTurns(contenders, rounds) };
};

// what the services run: contexts that follow asynchronous calls, and a span that is recorded
const sdk = new NodeSDK({
  autoDetectResources: false,
  spanProcessors: [],
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();
const span = trace.getTracer('bench').startSpan('request');
const file = join(tmpdir(), `lab-bench-log-encoders-${process.pid}.log`);
const fd = openSync(file, 'a');
const results = context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
  LINE_NAMES.flatMap((line) => [discarded, toFile(fd)].map((destination) => compare(line, destination))),
);
closeSync(fd);
rmSync(file);
process.stdout.write(JSON.stringify(results));
