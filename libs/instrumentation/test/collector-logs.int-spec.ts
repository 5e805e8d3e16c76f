import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, until } from '@lab/testing';
import { OTELCOL } from './support/log-agent';

const CONFIG = resolve(__dirname, '../../../otel-collector/config.yaml');
const START_LIMIT_MS = 60_000;
const PUSHES = 20;

const itWith = OTELCOL === undefined ? it.skip : it;

/** Replaces Loki. It answers when the test says so. */
class SlowLoki {
  readonly server: Server = createServer((request, response) => {
    request.resume().on('end', () => this.waiting.push(response));
  });
  readonly waiting: ServerResponse[] = [];

  answer(status: number): void {
    this.waiting.shift()?.writeHead(status).end();
  }
}

describe('the collector’s log pipeline', () => {
  let collector: ChildProcess;
  let loki: SlowLoki;
  let folder: string;
  let url: string;

  beforeEach(async () => {
    const [http = 0, health = 0, ...others] = await freePorts(6);
    loki = new SlowLoki();
    await once(loki.server.listen(0, '127.0.0.1'), 'listening');
    folder = mkdtempSync(join(tmpdir(), 'lab-collector-'));
    const places = [
      ['0.0.0.0:4318', `127.0.0.1:${http}`],
      ['0.0.0.0:13133', `127.0.0.1:${health}`],
      ['0.0.0.0:4317', `127.0.0.1:${others[0]}`],
      ['0.0.0.0:8889', `127.0.0.1:${others[1]}`],
      ['jaeger:14317', `127.0.0.1:${others[2]}`],
      ['http://loki:3100', `http://127.0.0.1:${(loki.server.address() as { port: number }).port}`],
    ] as const;
    const config = places.reduce(
      (text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`${CONFIG} has no ${from}`);
        return text.replaceAll(from, to);
      },
      readFileSync(CONFIG, 'utf8'),
    );
    const file = join(folder, 'config.yaml');
    writeFileSync(file, config);
    collector = spawn(OTELCOL ?? '', [`--config=${file}`], {
      env: { PATH: process.env['PATH'], METRICS_HOST: '127.0.0.1', METRICS_PORT: String(others[3]) },
      stdio: 'ignore',
    });
    url = `http://127.0.0.1:${http}/v1/logs`;
    const isUp = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${health}/`, { signal: AbortSignal.timeout(1000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('the collector is ready', isUp, { withinMs: START_LIMIT_MS });
  }, START_LIMIT_MS + 5000);

  afterEach(async () => {
    const ended = once(collector, 'exit');
    collector.kill('SIGKILL');
    await ended;
    loki.server.closeAllConnections();
    loki.server.close();
    rmSync(folder, { recursive: true });
  });

  const push = async (seq: number): Promise<number> => {
    const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: `line ${seq}` } };
    const { status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
    });
    return status;
  };

  // Of two pushes at once Loki may lose one when it replays its write-ahead log (ADR 0011).
  itWith('pushes one batch after the other to Loki, however many come at once', async () => {
    const answers = Promise.all(Array.from({ length: PUSHES }, (_, seq) => push(seq)));
    for (let pushed = 0; pushed < PUSHES; pushed += 1) {
      await until('a push arrives', () => loki.waiting.length > 0);
      await sleep(20); // the others would come now
      expect(loki.waiting).toHaveLength(1);
      loki.answer(204);
    }
    expect(new Set(await answers)).toEqual(new Set([200]));
  });

  itWith('answers what Loki answers, and not before', async () => {
    const answer = push(1);
    await until('the push arrives', () => loki.waiting.length > 0);
    expect(await Promise.race([answer, sleep(300, 'none yet')])).toBe('none yet');
    loki.answer(503);
    expect(await answer).toBe(503);
  });
});
