import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const ROOT = resolve(__dirname, '../../../..');

/** Where `lab test` has found or installed Chromium; unset where this machine cannot have it. */
const chromiumPath = process.env['TEST_CHROMIUM'];

/** `describe` where there is a Chromium; else the reason stands in the name of what is skipped. */
export const describeInChromium = (name: string, body: () => void): void => {
  if (chromiumPath === undefined) describe.skip(`${name} (skipped: TEST_CHROMIUM names no Chromium)`, body);
  else describe(name, body);
};

/** How long a page may take to follow an action. */
export const SOON = { withinMs: 15_000, everyMs: 100 } as const;

/** A laptop's screen. */
const VIEWPORT = { width: 1366, height: 768 };
const ACTION_LIMIT_MS = 30_000;
const ANSWERS_LIMIT_MS = 30_000;

export class Chromium {
  #browser: Browser | undefined;
  readonly #pages: Page[] = [];
  /** Errors of scripts, refusals of the content security policy, dialogs, missing files. */
  readonly #complaints: string[] = [];

  async start(): Promise<void> {
    if (chromiumPath === undefined) throw new Error('no Chromium');
    this.#browser = await chromium.launch({
      executablePath: chromiumPath,
      // As root, as in many a container, it has no sandbox of its own; it opens our own page only.
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-gpu'],
    });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('not started');
    const context = await this.#browser.newContext({ viewport: VIEWPORT, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_LIMIT_MS);
    this.#pages.push(page);
    const complaints = this.#complaints;
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // An answer that is an error is shown in its panel; the browser writes it here too.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (response.status() >= 400 && !pathname.startsWith('/api/'))
        complaints.push(`${pathname} answers ${response.status()}`);
    });
    await page.goto(url);
    return page;
  }

  /** Closes what is open, and answers everything that went wrong in it. */
  async closePages(): Promise<string[]> {
    for (const page of this.#pages.splice(0)) await page.context().close();
    return this.#complaints.splice(0);
  }
}

/** A picture for people, below `.lab/`. Answers where it is. */
export async function takePicture(page: Page, name: string, { fullPage = true } = {}): Promise<string> {
  const folder = join(ROOT, '.lab/test/dash');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage });
  return path;
}

/** Brings every panel into view once, for those out of sight ask nothing, and waits until none asks any more. */
export async function seeAll(page: Page): Promise<void> {
  await page.locator('.panel').first().waitFor();
  for (const panel of await page.locator('.panel').all()) await panel.scrollIntoViewIfNeeded();
  await page
    .locator('.panel:not([aria-busy="false"])')
    .first()
    .waitFor({ state: 'detached', timeout: ANSWERS_LIMIT_MS });
  await page.mouse.wheel(0, -100_000);
}

/** As much of a canvas as is used below: it is of the page, and this code knows of no DOM. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
}

/** How many colours there are in a panel's graph: one where nothing is drawn. */
export const coloursIn = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element) => {
    const drawn = element as unknown as Canvas;
    const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

/** Where in a graph a colour is, in pixels of the graph; undefined where it is nowhere. The last place, from the left to the right. */
const placeOf = (canvas: Locator, colour: readonly number[]): Promise<{ x: number; y: number } | undefined> =>
  canvas.evaluate((element, [red, green, blue]) => {
    const drawn = element as unknown as Canvas;
    const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
    for (let x = drawn.width - 1; x >= 0; x -= 1)
      for (let y = 0; y < drawn.height; y += 1) {
        const at = (y * drawn.width + x) * 4;
        if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return { x, y };
      }
    return undefined;
  }, colour);

/** The diamonds, in daylight (page/format/colours.ts: purple). */
const EXEMPLAR = [0x7d, 0x2f, 0xa6];

/** Presses the newest exemplar of a panel, in daylight. Answers whether there was one. */
export async function pressExemplar(page: Page, panel: Locator): Promise<boolean> {
  const canvas = panel.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const place = await placeOf(canvas, EXEMPLAR);
  const box = await canvas.boundingBox();
  if (place === undefined || box === null) return false;
  await page.mouse.move(box.x + place.x - 1, box.y + place.y);
  await page.mouse.click(box.x + place.x - 1, box.y + place.y);
  return true;
}
