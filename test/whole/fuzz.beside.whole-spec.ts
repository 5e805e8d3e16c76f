import { runCommand } from '../support/command.ts';
import { besideLab, type Lab, UP_TIMEOUT_MS } from '../support/lab.ts';

/** The folder that `lab test` installed the fuzzer in; unset where the machine has no Python for it. */
const fuzzer = process.env['TEST_SCHEMATHESIS'];
/** About 60 s on a machine of its own. */
const LIMIT_MS = 240_000;
/** What no answer may be: of an undocumented status or type, not as its schema says, a 5xx that is none of the documented. */
const CHECKS = ['status_code_conformance', 'content_type_conformance', 'response_schema_conformance'];

let lab: Lab;
beforeAll(async () => {
  lab = await besideLab();
}, UP_TIMEOUT_MS);

(fuzzer === undefined ? it.skip : it)(
  'the API answers what /openapi.json documents, whatever a fuzzer sends (schemathesis)',
  async () => {
    const start = 'from schemathesis.cli import schemathesis; schemathesis()';
    const bounds = ['--max-examples', '20', '--generation-deterministic', '--request-timeout', '10'];
    const { code, stdout, stderr } = await runCommand(
      [
        'python3',
        ...['-c', start, 'run', `${lab.url('gateway')}/openapi.json`, '--checks', CHECKS.join(',')],
        ...['--phases', 'examples,coverage,fuzzing', '--workers', '1', '--no-color', ...bounds],
      ],
      { cwd: lab.stateDir, env: { ...process.env, PYTHONPATH: fuzzer }, timeoutMs: LIMIT_MS },
    );
    expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
  },
  LIMIT_MS + 10_000,
);
