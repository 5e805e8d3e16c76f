import { METRICS } from '@lab/contracts';
import { type Counter, type Gauge, InjectMetric } from '@lab/instrumentation';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';
import { AUDIT_RULES, type Violation } from './rules';
import { RunningAudit } from './running-audit';

const OUTCOMES = ['held', 'violated', 'failed'] as const;
type AuditOutcome = (typeof OUTCOMES)[number];

/** Audits one after the other, and says what is new. */
@Injectable()
export class AuditSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isFailing = false;
  private known: ReadonlySet<string> = new Set();

  constructor(
    private readonly audit: RunningAudit,
    @Inject(PROBER_CONFIG)
    private readonly config: Pick<ProberConfig, 'PROBE_INTERVAL_MS' | 'AUDIT_INTERVAL_MS'>,
    @InjectMetric(METRICS.audits) private readonly audits: Counter,
    @InjectMetric(METRICS.auditViolations) private readonly violations: Gauge,
  ) {
    for (const outcome of OUTCOMES) audits.inc({ outcome }, 0);
    this.show([]);
  }

  onApplicationBootstrap(): void {
    const { PROBE_INTERVAL_MS, AUDIT_INTERVAL_MS } = this.config;
    if (PROBE_INTERVAL_MS === 0) return;
    this.timer = context.with(ROOT_CONTEXT, () => setInterval(() => void this.run(), AUDIT_INTERVAL_MS));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      const violations = await this.audit.violations();
      this.isFailing = false;
      this.show(violations);
      this.count(violations.length === 0 ? 'held' : 'violated');
    } catch (error) {
      this.count('failed');
      if (!this.isFailing) this.logger.warn({ msg: 'audit failed', err: error });
      this.isFailing = true;
    } finally {
      this.isRunning = false;
    }
  }

  private count(outcome: AuditOutcome): void {
    this.audits.inc({ outcome });
  }

  private show(violations: readonly Violation[]): void {
    for (const rule of AUDIT_RULES)
      this.violations.set({ rule }, violations.filter((violation) => violation.rule === rule).length);
    const isNew = ({ rule, subject }: Violation): boolean => !this.known.has(`${rule} ${subject}`);
    for (const { rule, subject, detail } of violations.filter(isNew))
      this.logger.error({ msg: 'promise broken', rule, subject, detail });
    this.known = new Set(violations.map(({ rule, subject }) => `${rule} ${subject}`));
  }
}
