import type { LabContext } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';
import type { ServiceCommand } from '../engine.ts';
import { rewriterFor } from '../shared/rewrite.ts';
import { runWithFiles } from '../shared/run-with-files.ts';
import { placeOf } from './places.ts';
import { readRecord } from './supervisor/record.ts';
import { ownerFor } from './user.ts';

interface Beside {
  readonly service: ServiceModel;
  readonly services: readonly ServiceModel[];
}

/** Its PATH begins with the folder of the service's own program: pg_dump is found beside the postgres that runs. */
export async function runBeside(
  { stateDir, signal }: Pick<LabContext, 'stateDir' | 'signal'>,
  { service, services }: Beside,
  { command: [program, ...words], ...options }: ServiceCommand,
): Promise<void> {
  const record = readRecord(stateDir, service.name);
  if (record === undefined) throw new EnvironmentError(`${service.name} was not started; run \`lab up\``);
  const place = placeOf(service, stateDir, ownerFor(service.native?.user) !== undefined);
  const rewrite = rewriterFor(service, services, place.path);
  const { env, cwd } = record.spec;
  const running = { ...options, env, cwd, name: `${service.name}: ${program}`, cancelSignal: signal };
  await runWithFiles([program, ...words.map(rewrite)], running);
}
