import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Incident, IncidentPage } from '@lab/contracts';
import { until } from '@lab/testing';
import { failToStart, killAll, post, runOncall } from './support/process';
import { webhook } from './support/oncall';

const CRASHES = 6;
const SENDERS = 4;
/** A start takes a second or two, on a busy machine many times that. */
const LIMIT_MS = 300_000;

let dir: string;
let journal: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncall-'));
  journal = join(dir, 'journal.ndjson');
});
afterEach(async () => {
  await killAll();
  await rm(dir, { recursive: true });
});

/** Sends pages, each with an alert of its own, until nobody answers; remembers those that got a 200. */
const sendUntilDead = async (url: string, sender: string, accepted: Set<string>): Promise<void> => {
  for (let n = 0; ; n += 1) {
    const fingerprint = `${sender}-${n}`;
    const page = webhook(`group ${sender.split('-')[1] ?? ''}`, [{ fingerprint }]);
    const status = await post(`${url}/pages`, page).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === undefined) return;
    if (status === 200) accepted.add(fingerprint);
  }
};

const fingerprintsAt = async (url: string): Promise<Set<string>> => {
  const { items } = IncidentPage.parse(await (await fetch(`${url}/incidents?limit=100`)).json());
  const incidents = await Promise.all(
    items.map(async ({ id }) => Incident.parse(await (await fetch(`${url}/incidents/${id}`)).json())),
  );
  return new Set(incidents.flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint)));
};

it(
  `loses no page that got a 200, over ${CRASHES} SIGKILLs at random moments`,
  async () => {
    const accepted = new Set<string>();
    for (let crash = 0; crash < CRASHES; crash += 1) {
      const oncall = await runOncall(dir);
      const before = accepted.size;
      const senders = Array.from({ length: SENDERS }, (_, n) =>
        sendUntilDead(oncall.url, `${crash}-${n}`, accepted),
      );
      await until('a page is accepted', () => accepted.size > before, { withinMs: 60_000 });
      await sleep(Math.random() * 300);
      await oncall.kill();
      await Promise.all(senders);
    }
    const oncall = await runOncall(dir);
    const kept = await fingerprintsAt(oncall.url);
    await oncall.kill();
    expect([...accepted].filter((fingerprint) => !kept.has(fingerprint))).toEqual([]);
  },
  LIMIT_MS,
);

describe('a journal', () => {
  it(
    'whose last line was being written is cut off there, with a log line and a count',
    async () => {
      const first = await runOncall(dir);
      expect((await post(`${first.url}/pages`, webhook('g'))).status).toBe(200);
      await first.kill();
      const whole = await readFile(journal, 'utf8');
      await appendFile(journal, '{"v":1,"seq":2,"at":"2026-11-28T15:0');

      const second = await runOncall(dir);
      expect(second.logs).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          msg: 'unfinished last line of the journal cut off',
          bytes: 36,
        }),
      );
      const metrics = await (await fetch(`${second.url}/metrics`)).text();
      expect(metrics).toContain('\nlab_oncall_journal_torn_lines_total 1\n');
      expect(await readFile(journal, 'utf8')).toBe(whole);
      expect((await post(`${second.url}/incidents/1/ack`, { by: 'ada' })).status).toBe(200);
      await second.kill();
      expect((await readFile(journal, 'utf8')).split('\n')).toHaveLength(3);
    },
    LIMIT_MS,
  );

  it(
    'that is broken in the middle ends the start, and the line is named',
    async () => {
      const at = '2026-11-28T15:00:00.000Z';
      const fact = { type: 'happened', event: { at, kind: 'other', text: 'x' } };
      const [first, third] = [1, 3].map((seq) => JSON.stringify({ v: 1, seq, at, fact }));
      const text = `${first}\n{"v":1,"se\n${third}\n`;
      await writeFile(journal, text);
      const { code, stderr } = await failToStart(dir);
      expect(code).toBe(1);
      expect(stderr).toContain(`the journal ${journal} is broken: line 2 is no JSON`);
      expect(await readFile(journal, 'utf8')).toBe(text);
    },
    LIMIT_MS,
  );

  it(
    'has one writer: a second process does not start, and the first one’s journal stays as it is',
    async () => {
      const first = await runOncall(dir);
      expect((await post(`${first.url}/pages`, webhook('g'))).status).toBe(200);
      await appendFile(journal, 'half a li'); // as if the first one were writing right now
      const { code, stderr } = await failToStart(dir);
      expect([code, await readFile(journal, 'utf8')]).toEqual([1, expect.stringMatching(/half a li$/)]);
      expect(stderr).toContain(`${dir} is in use by another oncall process`);
      await first.kill();
    },
    LIMIT_MS,
  );
});
