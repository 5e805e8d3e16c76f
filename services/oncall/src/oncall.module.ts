import { HealthModule } from '@lab/instrumentation';
import { type DynamicModule, Module } from '@nestjs/common';
import { Desk } from './desk/desk';
import { DESK_METRICS } from './desk/desk.metrics';
import { DeskTelemetry } from './desk/desk.telemetry';
import { EventController } from './event/event.controller';
import { EventService } from './event/event.service';
import { IncidentController } from './incident/incident.controller';
import { IncidentService } from './incident/incident.service';
import { replay } from './incident/reduce';
import { Sweep } from './incident/sweep';
import { JOURNAL_METRICS } from './journal/journal.metrics';
import { JournalProbe } from './journal/journal.probe';
import { JournalTelemetry } from './journal/journal.telemetry';
import { JOURNAL } from './journal/journal.token';
import { openJournal } from './journal/open-journal';
import { ONCALL_CONFIG, type OncallConfig } from './oncall.config';
import { PageController } from './page/page.controller';
import { PAGE_METRICS, PageService } from './page/page.service';

@Module({})
export class OncallModule {
  static forRoot(config: OncallConfig): DynamicModule {
    return {
      module: OncallModule,
      imports: [HealthModule.register({ probes: [JournalProbe] })],
      controllers: [PageController, IncidentController, EventController],
      providers: [
        { provide: ONCALL_CONFIG, useValue: config },
        // A journal that is broken or in use ends the start here.
        { provide: JOURNAL, useFactory: () => openJournal(config.ONCALL_JOURNAL_DIR, replay) },
        ...[JournalTelemetry, JournalProbe, DeskTelemetry, Desk],
        ...[IncidentService, Sweep, PageService, EventService],
        ...[...JOURNAL_METRICS, ...DESK_METRICS, ...PAGE_METRICS],
      ],
    };
  }
}
