// A service of the built library, run as a process of its own. Plain JavaScript: no compiler stands between.
require('@lab/instrumentation/register');
const { existsSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const { BaseConfig, bootstrapService, HealthModule } = require('@lab/instrumentation');
const { Controller, Get, Query } = require('@nestjs/common');
const { trace } = require('@opentelemetry/api');

class FixtureController {
  async work(ms, crash, block) {
    for (const end = performance.now() + Number(block ?? 0); performance.now() < end;);
    if (crash)
      setImmediate(() => {
        throw new Error('on purpose');
      });
    // a second span for each request, as a driver would make
    const span = trace.getTracer('fixture').startSpan('work');
    await sleep(Number(ms ?? 0));
    span.end();
    return { done: true };
  }
}
const method = Object.getOwnPropertyDescriptor(FixtureController.prototype, 'work');
Query('ms')(FixtureController.prototype, 'work', 0);
Query('crash')(FixtureController.prototype, 'work', 1);
Query('block')(FixtureController.prototype, 'work', 2);
Get('work')(FixtureController.prototype, 'work', method);
Controller()(FixtureController);

class FixtureModule {}
/** Down where the file is that the environment names. */
class FileProbe {
  name = 'file';
  check() {
    return existsSync(process.env.DOWN_WHERE ?? '')
      ? Promise.reject(new Error('it is there'))
      : Promise.resolve();
  }
}
const imports = [HealthModule.register({ probes: [FileProbe] })];
const module_ = { module: FixtureModule, controllers: [FixtureController], providers: [FileProbe], imports };
void bootstrapService({ name: 'fixture', config: BaseConfig, module: () => module_ });
