// Writes grafana/dashboards, or says with --check whether what is there is what would be written.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BOARDS } from './boards.ts';

const FOLDER = resolve(import.meta.dirname, '../../../grafana/dashboards');
const wanted = new Map(
  BOARDS.map(({ uid, dashboard }) => [`${uid}.json`, `${JSON.stringify(dashboard, undefined, 2)}\n`]),
);
const present = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

if (process.argv.includes('--check')) {
  const stale = [...new Set([...wanted.keys(), ...present])].filter(
    (name) =>
      !wanted.has(name) ||
      !present.includes(name) ||
      readFileSync(join(FOLDER, name), 'utf8') !== wanted.get(name),
  );
  for (const name of stale)
    console.error(`grafana/dashboards/${name} is not what tools/dashboards makes: npm run dashboards`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const name of present) if (!wanted.has(name)) rmSync(join(FOLDER, name));
for (const [name, text] of wanted) writeFileSync(join(FOLDER, name), text);
console.log(`wrote ${wanted.size} dashboards to grafana/dashboards`);
