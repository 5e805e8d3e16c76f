import { eventually } from '@lab/testing';
import type { Locator, Page } from 'playwright-core';
import {
  Chromium,
  coloursIn,
  describeInChromium,
  pressExemplar,
  seeAll,
  SOON,
  takePicture,
} from './support/browser.ts';
import { HOSTILE, TRACE_ID } from './support/fake-facts.ts';
import { TestDash } from './support/test-dash.ts';

/** One store never answers; the others must on a busy machine, too. */
const STORE_LIMIT_MS = 4000;

const chromium = new Chromium();
let dash: TestDash;

const open = (path: string, options = {}): Promise<Page> => chromium.open(dash.url + path, options);

const panel = (page: Page, title: string): Locator => page.getByRole('region', { name: title, exact: true });
const stateOf = (page: Page, title: string): Promise<string | null> =>
  panel(page, title).getAttribute('data-state');
/** Until the panel has got so far. */
const become = (page: Page, title: string, state: string): Promise<void> =>
  page
    .locator(`.panel[data-state="${state}"]`, {
      has: page.getByRole('heading', { name: title, exact: true }),
    })
    .waitFor();

/** Presses, or draws, at parts of the width of a panel's graph. */
async function draw(page: Page, title: string, from: number, to = from): Promise<void> {
  await panel(page, title).scrollIntoViewIfNeeded();
  const box = await panel(page, title).locator('.chart').boundingBox();
  const at = (share: number): number => box!.x + box!.width * share;
  const y = box!.y + box!.height / 2;
  await page.mouse.move(at(from), y);
  await page.mouse.down();
  if (to !== from) await page.mouse.move(at(to), y, { steps: 4 });
  await page.mouse.up();
}

// The browser shows its new address a moment after what changed it: ask for it with `eventually`.
const paramOf = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

describeInChromium('lab dash in Chromium', () => {
  beforeAll(async () => {
    dash = await TestDash.start({ storeLimitMs: STORE_LIMIT_MS });
    await chromium.start();
  });
  afterEach(async () => {
    expect(await chromium.closePages()).toEqual([]);
    expect(dash.errors).toEqual([]);
  });
  afterAll(async () => {
    await chromium.stop();
    await dash.stop();
  });

  describe('a board', () => {
    it.each(['light', 'dark'] as const)(
      'shows every type of panel with its data, %s',
      async (colorScheme) => {
        const page = await open('/', { colorScheme });
        await seeAll(page);
        await become(page, 'Never', 'error');
        await takePicture(page, `panels-${colorScheme}`);
        for (const title of [
          'One number',
          'Three numbers',
          'Bars',
          'Words',
          'Lines',
          'Stacked',
          'Heat',
          'States',
        ])
          expect([title, await stateOf(page, title)]).toEqual([title, 'ready']);
        expect(await panel(page, 'One number').locator('.stat-value').textContent()).toBe('15 req/s');
        expect(await panel(page, 'Three numbers').locator('.stat').count()).toBe(3);
        expect(await panel(page, 'Lines').getByRole('img').getAttribute('aria-label')).toMatch(
          /orders: last 8|orders: last 9/,
        );
        expect(await panel(page, 'States').getByRole('img').getAttribute('aria-label')).toContain(
          'gateway: up',
        );
        // Grounds are painted, not only laid out: a chart of nothing has one colour.
        for (const title of ['Lines', 'Stacked', 'Heat', 'States'])
          expect(await coloursIn(panel(page, title).locator('canvas'))).toBeGreaterThan(20);
      },
    );

    it('says so where there is nothing, or where a query fails or is not answered', async () => {
      const page = await open('/d/shop');
      await seeAll(page);
      await become(page, 'Never', 'error');
      const messageIn = (title: string) => panel(page, title).locator('.panel-message').textContent();
      expect(await stateOf(page, 'Nothing')).toBe('empty');
      expect(await messageIn('Nothing')).toBe('No data');
      expect(await messageIn('Refused')).toBe('Prometheus: parse error: unclosed left parenthesis');
      expect(await messageIn('Never')).toContain('Prometheus has not answered within 4 s');
      expect(await page.getByText('panel "Shares": type "piechart" is not supported').isVisible()).toBe(true);
    });

    it('writes labels and lines from outside as text', async () => {
      const page = await open('/d/parts');
      await seeAll(page);
      await page.goto(`${dash.url}/d/shop`);
      await seeAll(page);
      expect(await page.locator('main img').count()).toBe(0);
      expect(await panel(page, 'Bars').getByText(HOSTILE).count()).toBe(1);
      await panel(page, 'Lines').locator('.chart').hover();
      await page.getByRole('tooltip').getByText(HOSTILE).waitFor();
    });

    it('asks only for panels that are seen', async () => {
      dash.stores.asked.length = 0;
      const page = await open('/d/shop', { viewport: { width: 1366, height: 400 } });
      await become(page, 'Lines', 'ready');
      expect(dash.stores.asked.join()).not.toContain('nothing');
      await panel(page, 'Nothing').scrollIntoViewIfNeeded();
      await become(page, 'Nothing', 'empty');
    });
  });

  describe('time', () => {
    it('is chosen from the list, and stands in the address', async () => {
      const page = await open('/d/shop');
      await page.getByLabel('Time', { exact: true }).selectOption('1h');
      await eventually(
        'the address has the range',
        () => expect([paramOf(page, 'from'), paramOf(page, 'to')]).toEqual(['now-1h', 'now']),
        SOON,
      );
      await page.goBack();
      await eventually(
        'the list has the range before',
        async () => expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe('15m'),
        SOON,
      );
    });

    it('is what is drawn on a graph; a double click shows twice as much', async () => {
      const page = await open('/d/shop?from=1000000000000&to=1000000900000');
      await become(page, 'Lines', 'ready');
      await draw(page, 'Lines', 0.4, 0.8);
      const length = (): number => Number(paramOf(page, 'to')) - Number(paramOf(page, 'from'));
      await eventually('the range shrinks', () => expect(length()).toBeLessThan(500_000), SOON);
      const drawn = length();
      expect(drawn).toBeGreaterThan(200_000);
      await panel(page, 'Lines').locator('.chart').dblclick();
      await eventually(
        'the range doubles',
        () => expect(Math.abs(length() - 2 * drawn)).toBeLessThan(10),
        SOON,
      );
    });

    it('goes on by itself where a refresh is chosen, and not otherwise', async () => {
      const page = await open('/d/parts?refresh=1s');
      await become(page, 'Of one service', 'ready');
      const askedFor = (): number => dash.stores.asked.filter((line) => line.includes('chosen')).length;
      const before = askedFor();
      await eventually(
        'Prometheus is asked twice more',
        () => expect(askedFor()).toBeGreaterThan(before + 1),
        SOON,
      );
      await page.getByLabel('Refresh', { exact: true }).selectOption('');
      // Questions of before may still be on their way.
      await eventually(
        'Prometheus is asked nothing for two seconds',
        async () => {
          const after = askedFor();
          await page.waitForTimeout(2000);
          expect(askedFor()).toBe(after);
        },
        SOON,
      );
    });
  });

  describe('variables', () => {
    it('are in the queries and in the address; one follows from another', async () => {
      const page = await open('/d/parts');
      await become(page, 'Of one service', 'ready');
      expect(dash.stores.asked.at(-1)).toBeDefined();
      await page.getByLabel('Service', { exact: true }).selectOption('orders');
      await become(page, 'Of one service', 'ready');
      await eventually(
        'the address has the service',
        () => expect(paramOf(page, 'var-service')).toBe('orders'),
        SOON,
      );
      await eventually(
        'Prometheus is asked for both routes',
        () =>
          expect(dash.stores.asked.join('\n')).toContain(
            'chosen{service="orders", q="0.99", route=~"(/orders|/orders/\\\\{id\\\\})"}',
          ),
        SOON,
      );
      await page.getByLabel('Routes', { exact: true }).selectOption(['/orders']);
      await eventually(
        'Prometheus is asked for one route',
        () => expect(dash.stores.asked.join('\n')).toContain('route=~"/orders"}'),
        SOON,
      );
    });

    it('come from the address, so that a view can be sent to somebody', async () => {
      const page = await open('/d/parts?var-service=orders&var-quantile=0.5&from=now-6h&to=now');
      await become(page, 'Of one service', 'ready');
      expect(await page.getByLabel('Service', { exact: true }).inputValue()).toBe('orders');
      expect(await page.getByLabel('Quantile', { exact: true }).inputValue()).toBe('0.5');
      expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe('6h');
    });
  });

  describe('a table', () => {
    it('is merged, organized, sorted by a press, and leads on', async () => {
      const page = await open('/d/parts');
      await become(page, 'Rows', 'ready');
      const texts = () => panel(page, 'Rows').getByRole('row').allInnerTexts();
      expect((await texts())[0]).toMatch(/Service\s+Requests\s+Errors/);
      expect((await texts())[2]).toMatch(/orders\s+9 req\/s\s+2/);
      await panel(page, 'Rows').getByRole('button', { name: 'Requests' }).click();
      await eventually('it is sorted', async () => expect((await texts())[1]).toContain(HOSTILE), SOON);
      await panel(page, 'Rows').getByRole('link', { name: '9 req/s' }).click();
      await eventually(
        'the address has the service',
        () => expect(paramOf(page, 'var-service')).toBe('orders'),
        SOON,
      );
    });
  });

  it('a table of traces has their durations as such, whatever the unit of its panel', async () => {
    const page = await open('/d/parts');
    await become(page, 'Its traces', 'ready');
    const [, first = ''] = await panel(page, 'Its traces').getByRole('row').allInnerTexts();
    expect(first).toMatch(new RegExp(`${TRACE_ID.slice(0, 8)}\\s+k6: POST\\s+.*\\s+43 ms`));
  });

  describe('a graph', () => {
    it('leads on from where it is pressed, with its labels and the time', async () => {
      const page = await open('/d/shop?from=now-1h&to=now');
      await become(page, 'Lines', 'ready');
      await draw(page, 'Lines', 0.5);
      await page.getByRole('tooltip').getByRole('link', { name: 'Its parts' }).nth(1).click();
      await eventually(
        'the other board opens',
        () => expect(new URL(page.url()).pathname).toBe('/d/parts'),
        SOON,
      );
      await eventually(
        'the address has the service and the time',
        () => expect([paramOf(page, 'var-service'), paramOf(page, 'from')]).toEqual(['orders', 'now-1h']),
        SOON,
      );
    });

    it('closes what was pressed open on Escape', async () => {
      const page = await open('/d/shop');
      await become(page, 'Lines', 'ready');
      await draw(page, 'Lines', 0.5);
      await page.getByRole('tooltip').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('tooltip').waitFor({ state: 'hidden' });
    });

    it('shows one series alone, from the keyboard too', async () => {
      const page = await open('/d/shop');
      await become(page, 'Lines', 'ready');
      const chart = panel(page, 'Lines').getByRole('img');
      await panel(page, 'Lines').getByRole('button', { name: 'orders' }).focus();
      const label = () => chart.getAttribute('aria-label');
      await page.keyboard.press('Enter');
      await eventually('gateway is hidden', async () => expect(await label()).not.toContain('gateway'), SOON);
      await page.keyboard.press('Enter');
      await eventually('gateway is back', async () => expect(await label()).toContain('gateway'), SOON);
    });

    it('leads from an exemplar to its trace', async () => {
      const page = await open('/d/shop');
      const title = 'Two axes, with exemplars';
      await become(page, title, 'ready');
      expect(await pressExemplar(page, panel(page, title))).toBe(true);
      await page.locator('.trace[data-state="ready"]').waitFor();
      await page.waitForURL((url) => url.pathname === `/trace/${TRACE_ID}`);
    });
  });
});
