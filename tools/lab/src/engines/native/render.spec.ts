import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Service } from '../../model/schema.ts';
import { toServiceModel } from '../../model/service.ts';
import { rewriterFor } from '../shared/rewrite.ts';
import { placeOf } from './places.ts';
import { renderFiles } from './render.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-render-'));
  mkdirSync(join(root, 'etc'));
  write('main.conf', 'listen web:80');
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(root, 'etc', name), text);
const rendered = (): string => join(root, '.lab/rendered/web/etc/web');

function render(...volumes: string[]): string {
  return renderWith({}, ...volumes);
}

function renderWith(more: object, ...volumes: string[]): string {
  const raw = Service.parse({ ports: ['9080:80'], volumes: ['./etc:/etc/web', ...volumes], ...more });
  const origin = { file: 'compose.yaml', directory: root, env: {} };
  const service = toServiceModel('web', raw, { origin, uninterpolated: undefined });
  const place = placeOf(service, join(root, '.lab'), false);
  const rewrite = rewriterFor(service, [service], place.path);
  return renderFiles(service, place, { rewrite, owner: undefined });
}

describe('renderFiles', () => {
  it('writes configuration in the words of this machine, and hashes it', () => {
    const hash = render();
    expect(readFileSync(join(rendered(), 'main.conf'), 'utf8')).toBe('listen 127.0.0.1:9080');
    expect(render()).toBe(hash);
    write('main.conf', 'listen web:80, more');
    expect(render()).not.toBe(hash);
    expect(readFileSync(join(rendered(), 'main.conf'), 'utf8')).toBe('listen 127.0.0.1:9080, more');
  });

  it('puts the lab’s own logs where the logs of all are mounted, and neither makes nor copies that mount', () => {
    write('main.conf', 'tail /var/log/lab/*.log');
    const native = { program: 'x', logs: '/var/log/lab' };
    renderWith({ 'x-native': native }, '/no/such/folder:/var/log/lab:ro');
    expect(readFileSync(join(rendered(), 'main.conf'), 'utf8')).toBe(`tail ${join(root, '.lab/logs')}/*.log`);
    expect(readdirSync(join(root, '.lab'))).toEqual(['rendered']);
  });

  it('leaves a place of the machine where it is', () => {
    write('main.conf', 'read /proc/stat');
    render('/proc/stat:/proc/stat:ro', '/no/such/socket:/no/such/socket');
    expect(readFileSync(join(rendered(), 'main.conf'), 'utf8')).toBe('read /proc/stat');
    expect(readdirSync(join(root, '.lab/rendered/web'))).toEqual(['etc']);
  });

  it('leaves what runs its configuration when another mount cannot be rendered', () => {
    render();
    expect(() => render('./missing:/etc/missing')).toThrow('missing does not exist');
    expect(readFileSync(join(rendered(), 'main.conf'), 'utf8')).toBe('listen 127.0.0.1:9080');
  });

  it('removes what the description no longer has, and nothing half written stays', () => {
    write('old.conf', '');
    render();
    rmSync(join(root, 'etc', 'old.conf'));
    render();
    expect(readdirSync(rendered())).toEqual(['main.conf']);
  });

  it('puts a file where there was a folder, and a folder where there was a file', () => {
    mkdirSync(join(root, 'etc', 'a'));
    write('a/inner', '');
    write('b', '');
    render();
    for (const name of ['a', 'b']) rmSync(join(root, 'etc', name), { recursive: true });
    write('a', 'file');
    mkdirSync(join(root, 'etc', 'b'));
    write('b/inner', 'inner');
    render();
    expect(readFileSync(join(rendered(), 'a'), 'utf8')).toBe('file');
    expect(readFileSync(join(rendered(), 'b', 'inner'), 'utf8')).toBe('inner');
  });
});
