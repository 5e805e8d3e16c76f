import { METRICS, type Page, type PageAccepted } from '@lab/contracts';
import { PAGE_OUTCOMES } from '@lab/contracts';
import { type Counter, InjectMetric, makeCounter } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import { Desk } from '../desk/desk';
import { ONCALL_CONFIG, type OncallConfig } from '../oncall.config';
import { decidePage } from './decide-page';

export const PAGE_METRICS = [
  makeCounter({ name: METRICS.pagesReceived, help: 'Pages that were accepted, by what they did' }),
];

@Injectable()
export class PageService {
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
    return accepted;
  }
}
