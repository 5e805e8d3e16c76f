import { PeriodicTask } from '@lab/instrumentation';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Desk } from '../desk/desk';
import { ONCALL_CONFIG, type OncallConfig } from '../oncall.config';
import { decideSweep, type Terms } from './decide-sweep';

/**
 * Escalates and resolves what is due. It remembers nothing: when something is due follows from the times in the journal, so a restart
 * neither delays nor repeats it.
 */
@Injectable()
export class Sweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Sweep.name);
  private readonly sweeping = new PeriodicTask(() => this.sweep());

  constructor(
    private readonly desk: Desk,
    @Inject(ONCALL_CONFIG) private readonly config: Terms & Pick<OncallConfig, 'ONCALL_SWEEP_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping.start(this.config.ONCALL_SWEEP_MS);
  }

  onModuleDestroy(): void {
    this.sweeping.stop();
  }

  private async sweep(): Promise<void> {
    try {
      await this.desk.decide((state, now) => ({
        facts: decideSweep(state, this.config, now),
        answer: () => undefined,
      }));
    } catch (error) {
      this.logger.error({ msg: 'incidents not swept', err: error });
    }
  }
}
