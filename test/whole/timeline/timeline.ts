import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@lab/testing';
import type { Fault } from '../../../tools/dashboards/src/index.ts';
import type { TimeRange } from '../../../tools/boards/src/index.ts';
import { during } from '../../../tools/lab/src/faults/fault.ts';
import { crashed } from '../../../tools/lab/src/faults/service-faults.ts';
import { startBaseLoad } from '../../support/base-load.ts';
import { readBoards, type Shown } from '../../support/boards.ts';
import { within } from '../../support/polling.ts';
import { doFault } from '../../support/faults.ts';
import { engine, type Lab, type ServiceStatus, wholeLab } from '../../support/lab.ts';
import { auditLogs } from '../../support/log-audit.ts';
import type { LabProcess } from '../../support/lab-process.ts';
import { PageRecord } from '../../support/page-record.ts';
import { isShortLived, LOOK_MS, type Looked, Looker } from './looks.ts';
import { isMovedBy } from './panels.ts';
import { DELAY_S, type Deed, SCRIPT, SHOP, WATCHERS } from './script.ts';

/** Until what is averaged over a minute has seen a minute of load. */
const WARM_UP_MS = 60_000;
/** Two looks give the band that a panel keeps while nothing is done, the third must keep to it. */
const QUIET_LOOKS = 3;
const ACTIVE = { activeWithinMs: 10_000 };
const RESTART_LIMIT_MS = 90_000;
/** Between two crashes that no client may notice: long enough to notice them. */
const WATCHER_GAP_MS = 5_000;
/** Between a service that is back and the next crash. */
const SHOP_GAP_MS = 2_000;
const RETRYING = ['--rate', '20', '--duration', '60s', '--retry-for', '60s'];
const RETRYING_LIMIT_MS = 240_000;
/** How long playFaults may take: script, crashes that each take their time to be mended, a load whose clients try again. */
export const FAULTS_LIMIT_MS = 1_200_000;
export const QUIET_LIMIT_MS = WARM_UP_MS + QUIET_LOOKS * LOOK_MS + 60_000;

/** A fault as it was done. */
export interface Done extends TimeRange {
  readonly fault: Fault;
  /** When it was undone to its end: a load settles first. */
  readonly ended: number;
  /** What of its look cannot be seen afterwards. */
  readonly shortLived: Looked;
}

interface LoadReport {
  readonly held: boolean;
  readonly result: { readonly totals: { readonly accepted: number; readonly failures: object } };
}

/** Only natively are the log files ours to write to. */
export const isPossible = ({ fault }: Pick<Deed, 'fault'>): boolean =>
  engine === 'native' || fault !== 'broken-log-line';

/**
 * One lab, one base load, one script of faults. Each step is played once; observers judge it afterwards from what Prometheus,
 * Loki, Jaeger, the stores and the clients remember.
 */
export class Timeline {
  #lab: Lab | undefined;
  #base: readonly LabProcess[] = [];
  openingTraces: readonly string[] = [];
  started = new Date();
  baseStarted = new Date();
  /** Looks while nothing is done. */
  readonly quiet: Looked[] = [];
  readonly done: Done[] = [];
  /** Lines of inventory that nobody can read, from whatever ran on this lab before. */
  unparsedBefore = 0;
  readonly failed = new Map<Fault, unknown>();
  before: readonly ServiceStatus[] = [];
  after: readonly ServiceStatus[] = [];
  /** When watchers crashed, from the first to a while after the last. */
  watchersAway: TimeRange = { from: 0, to: 0 };
  retrying: LoadReport | undefined;
  /** What oncall was paged for, from the beginning of the base load to its end. */
  readonly pages = new PageRecord();

  get lab(): Lab {
    if (this.#lab === undefined) throw new Error('the timeline has not begun');
    return this.#lab;
  }

  get looker(): Looker {
    return new Looker(this.lab, readBoards(this.lab.root));
  }

  /** Three times in which the same kinds of requests came, and other orders. */
  get sameLoads(): readonly TimeRange[] {
    const from = this.baseStarted.getTime();
    const ends = [0, WARM_UP_MS, WARM_UP_MS + LOOK_MS, WARM_UP_MS + QUIET_LOOKS * LOOK_MS];
    return ends.slice(1).map((end, index) => ({ from: from + (ends[index] ?? 0), to: from + end }));
  }

  async begin(): Promise<void> {
    this.#lab = await wholeLab();
    this.started = new Date();
    this.before = await this.lab.allReady();
    const { findings } = await auditLogs(this.lab, '5s');
    this.unparsedBefore = findings.find(({ service }) => service === 'inventory')?.unparsed ?? 0;
  }

  async playQuiet(): Promise<void> {
    this.baseStarted = new Date();
    this.#base = startBaseLoad(this.lab);
    this.pages.begin(this.lab.url('oncall'));
    await sleep(WARM_UP_MS);
    for (let n = 0; n < QUIET_LOOKS; n += 1) {
      await sleep(LOOK_MS);
      this.quiet.push(await this.looker.until(Date.now()));
    }
  }

  async playFaults(): Promise<void> {
    // One that fails leaves the others as they are: each is judged by itself.
    await Promise.all(
      SCRIPT.filter(isPossible).map((deed) =>
        this.#play(deed).catch((error: unknown) => this.failed.set(deed.fault, error)),
      ),
    );
    await this.lab.allReady();
    await sleep(SHOP_GAP_MS);
    await this.#crashWatchers();
    await this.#crashShop();
    await this.end();
    this.after = await this.lab.allReady();
  }

  /** Ends the base load, so that everything settles. */
  async end(): Promise<void> {
    await this.pages.end();
    await Promise.all(this.#base.map((load) => load.stop()));
    this.#base = [];
  }

  async #play({ fault, at, lasts }: Deed): Promise<void> {
    await sleep(at * 1000);
    const from = Date.now();
    await doFault[fault](this.lab, lasts * 1000);
    const [to, ended] = [from + lasts * 1000, Date.now()];
    await sleep(DELAY_S * 1000);
    const named = (shown: Shown): boolean => isShortLived(shown) && isMovedBy(fault, shown);
    this.done.push({ fault, from, to, ended, shortLived: await this.looker.until(to, named) });
  }

  async #crashWatchers(): Promise<void> {
    const from = Date.now();
    for (const watcher of WATCHERS)
      await during(crashed(this.lab, watcher), ACTIVE, () => sleep(WATCHER_GAP_MS));
    this.watchersAway = { from, to: Date.now() };
  }

  async #crashShop(): Promise<void> {
    const args = ['load', 'steady', ...RETRYING, '--no-audit', '--json'];
    const load = this.lab.run(args, RETRYING_LIMIT_MS);
    await sleep(SHOP_GAP_MS);
    for (const service of SHOP) {
      await during(crashed(this.lab, service), ACTIVE, () =>
        eventually(`${service} is back`, () => this.lab.readyNow(), within(RESTART_LIMIT_MS)),
      );
      await sleep(SHOP_GAP_MS);
    }
    const { code, stdout, stderr } = await load;
    if (code !== 0 && code !== 1) throw new Error(`the load answered ${code}\n${stderr}`);
    this.retrying = JSON.parse(stdout) as LoadReport;
  }
}
