import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HEARTBEAT_ALERT } from '@lab/contracts';

it('the page, which cannot read the contracts, hides the heartbeat by its name', () => {
  const page = readFileSync(resolve(__dirname, '../../tools/dash/src/page/objectives/alerts.ts'), 'utf8');
  expect(page).toContain(`const HEARTBEAT = '${HEARTBEAT_ALERT}';`);
});
