import type { DependencyProbe } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';
import { Desk } from '../desk/desk';

/** Ready means that the next page can be written. */
@Injectable()
export class JournalProbe implements DependencyProbe {
  readonly name = 'journal';

  constructor(private readonly desk: Desk) {}

  check(): Promise<void> {
    return this.desk.check();
  }
}
