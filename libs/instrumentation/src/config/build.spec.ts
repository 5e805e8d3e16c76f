import { join } from 'node:path';
import { readBuild } from './build';

const MAIN = join(__dirname, '../../../../services/orders/dist/bundle.js');

describe('readBuild', () => {
  it('knows the version of the service, and the revision and environment that it was told', () => {
    const env = { GIT_REVISION: 'f00d', DEPLOYMENT_ENVIRONMENT: 'staging' };
    expect(readBuild(MAIN, env)).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      revision: 'f00d',
      environment: 'staging',
    });
  });

  it('does without what nobody knows', () => {
    expect(readBuild('/nowhere/dist/bundle.js', {})).toEqual({
      version: 'unknown',
      revision: 'unknown',
      environment: 'lab',
    });
  });
});
