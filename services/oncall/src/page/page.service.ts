import { METRICS, type Page, type PageAccepted } from '@lab/contracts';
import { PAGE_OUTCOMES } from '@lab/contracts';
import { type Counter, InjectMetric, makeCounter } from '@lab/instrumentation';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Desk } from '../desk/desk';
import { ONCALL_CONFIG, type OncallConfig } from '../oncall.config';
import { decidePage } from './decide-page';

export const PAGE_METRICS = [
  makeCounter({ name: METRICS.pagesReceived, help: 'Pages that were accepted, by what they did' }),
];

@Injectable()
export class PageService {
  private readonly logger = new Logger(PageService.name);

  constructor(
    private readonly desk: Desk,
    @Inject(ONCALL_CONFIG) private readonly config: Pick<OncallConfig, 'ONCALL_MAX_OPEN_INCIDENTS'>,
    @InjectMetric(METRICS.pagesReceived) private readonly received: Counter,
  ) {
    for (const outcome of PAGE_OUTCOMES) received.inc({ outcome }, 0); // a rate has to begin somewhere
  }

  async receive(page: Page): Promise<PageAccepted> {
    const accepted = await this.desk.decide((state) =>
      decidePage(state, page, this.config.ONCALL_MAX_OPEN_INCIDENTS),
    );
    this.received.inc({ outcome: accepted.outcome });
    if (page.truncatedAlerts > 0) this.warnOfTruncation(page, accepted);
    return accepted;
  }

  /** The incident may end while an alert that it does not know of still fires. */
  private warnOfTruncation({ truncatedAlerts }: Page, { incident }: PageAccepted): void {
    this.logger.warn({
      msg: 'Alertmanager left alerts out of a page',
      incident,
      left_out: truncatedAlerts,
      hint: 'raise max_alerts of its webhook receiver',
    });
  }
}
