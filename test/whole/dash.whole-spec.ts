import { resolve } from 'node:path';
import { eventually } from '@lab/testing';
import type { Locator, Page } from 'playwright-core';
import {
  Chromium,
  describeInChromium,
  pressExemplar,
  seeAll,
  takePicture,
} from '../../tools/lab/test/support/browser.ts';
import { startBaseLoad, WARM_UP_MS } from '../support/base-load.ts';
import { readBoards } from '../support/boards.ts';
import { within } from '../support/polling.ts';
import { engine, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { LabProcess } from '../support/lab-process.ts';

const FULL_LIMIT_MS = 45_000;
/** The first look may have to wait until the base load has been running for a minute. */
const FIRST_LIMIT_MS = WARM_UP_MS + FULL_LIMIT_MS;
const CASE_LIMIT_MS = 180_000;

const BOARDS = readBoards(resolve(__dirname, '../..'));

const chromium = new Chromium();
let dash: LabProcess;
let url: string;
let running: readonly LabProcess[] = [];

const open = (path: string): Promise<Page> => chromium.open(url + path);

/** The panels that show nothing, or an error, and what they say of it. */
const unwell = async (page: Page): Promise<string[]> => {
  const panels = await page.locator('.panel:not([data-state="ready"])').all();
  return Promise.all(
    panels.map(async (panel) => {
      const title = await panel.getByRole('heading').innerText();
      return `${title}: ${await panel.locator('.panel-message').innerText()}`;
    }),
  );
};

const ready = (locator: Locator): Promise<void> =>
  locator.and(locator.page().locator('[data-state="ready"]')).waitFor();

describeInChromium(`lab dash of a ${engine} lab under load`, () => {
  beforeAll(async () => {
    const lab = await wholeLab();
    dash = new LabProcess(lab, ['dash', '--port', '0', '--no-open']);
    running = [...startBaseLoad(lab), dash];
    url = await dash.firstLine();
    await chromium.start();
  }, UP_TIMEOUT_MS);
  afterEach(async () => {
    expect(await chromium.closePages()).toEqual([]);
  });
  afterAll(async () => {
    await chromium.stop();
    await Promise.all(running.map((each) => each.stop()));
  }, CASE_LIMIT_MS);

  it.each(BOARDS)(
    'the board $title shows data in each of its panels',
    async ({ uid }) => {
      const page = await open(`/d/${uid}?from=now-5m&to=now`);
      await eventually(
        'every panel has data',
        async () => {
          await seeAll(page);
          expect(await unwell(page)).toEqual([]);
        },
        within(FIRST_LIMIT_MS),
      ).finally(() => takePicture(page, `board-${uid}`));
      expect(await page.locator('.panel').count()).toBeGreaterThan(2);
    },
    CASE_LIMIT_MS,
  );

  it(
    'an exemplar leads to its trace, and that to its log lines',
    async () => {
      const page = await open('/d/lab-service?var-service=orders&from=now-5m&to=now');
      await seeAll(page);
      const graphs = page.locator('.panel-timeseries');
      // A graph that is drawn anew between the look and the click has its exemplars somewhere else.
      await eventually(
        'the page of a trace',
        async () => {
          for (const graph of await graphs.all()) if (await pressExemplar(page, graph)) break;
          expect(page.url()).toMatch(/\/trace\/[0-9a-f]{32}/);
        },
        within(FULL_LIMIT_MS),
      );
      // A trace is in Jaeger, and its lines in Loki, a few seconds after it has ended.
      await eventually(
        'the trace and its lines',
        async () => {
          await page.getByRole('button', { name: 'Refresh' }).click();
          await ready(page.locator('.trace'));
          await ready(page.locator('.trace-logs'));
        },
        within(FULL_LIMIT_MS),
      );
      await takePicture(page, 'trace-of-an-exemplar');
      expect(await page.locator('[data-critical="true"]').count()).toBeGreaterThan(0);
      expect(await page.locator('.trace-logs .log').count()).toBeGreaterThan(0);
    },
    CASE_LIMIT_MS,
  );

  it(
    'a search finds the trace of an order: its spans of all services, its critical path through the messages, its lines',
    async () => {
      const page = await open('/traces?service=inventory');
      await page.getByRole('link', { name: 'k6: POST' }).first().click();
      await eventually(
        'the whole trace',
        async () => {
          await page.getByRole('button', { name: 'Refresh' }).click();
          await ready(page.locator('.trace'));
          const spans = await page.locator('.span-label').allInnerTexts();
          for (const service of ['k6', 'gateway', 'orders', 'inventory'])
            expect(spans.filter((span) => span.startsWith(service)).length).toBeGreaterThan(0);
          expect(await page.locator('.waiting').count()).toBeGreaterThan(0);
          for (const service of ['gateway', 'orders', 'inventory'])
            expect(
              await page.locator('.trace-logs .log-service', { hasText: service }).count(),
            ).toBeGreaterThan(0);
        },
        within(FULL_LIMIT_MS),
      );
      await takePicture(page, 'trace-of-an-order');
    },
    CASE_LIMIT_MS,
  );

  it('ends on Ctrl-C, and that is no failure', async () => {
    expect(await dash.stop()).toBe(0);
  });
});
