import { Logger } from '@nestjs/common';
import { quietDiagnostics } from './quiet-diagnostics';

class Lines extends Logger {
  readonly written: unknown[] = [];
  override warn(message: unknown): void {
    this.written.push(message);
  }
}

describe('quietDiagnostics', () => {
  it('writes one line a minute and says how many it left out', () => {
    let now = 1_000_000;
    const lines = new Lines();
    const diagnostics = quietDiagnostics(() => now, lines);
    for (let n = 0; n < 50; n += 1) diagnostics.error('export failed');
    now += 60_000;
    diagnostics.warn('{"stack":"Error: …","message":"connect \\"refused\\"","errno":"-111"}');
    expect(lines.written).toEqual([
      { msg: 'telemetry trouble', detail: 'export failed', left_out: 0 },
      { msg: 'telemetry trouble', detail: 'connect "refused"', left_out: 49 },
    ]);
  });

  it('leaves out what is no trouble', () => {
    const lines = new Lines();
    const diagnostics = quietDiagnostics(Date.now, lines);
    diagnostics.info('started');
    diagnostics.debug('x');
    expect(lines.written).toEqual([]);
  });
});
