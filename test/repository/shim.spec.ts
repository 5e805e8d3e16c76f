import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
/** What the shim itself calls, and nothing more: neither node nor npm. */
const BASICS = [
  'sh',
  'readlink',
  'dirname',
  'mkdir',
  'mktemp',
  'mv',
  'cp',
  'rm',
  'cat',
  'cmp',
  'find',
  'head',
  'sed',
  'uname',
  'flock',
  'touch',
  'echo',
];

/** The oldest Node that package.json allows, and that the shim is to allow too. */
const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  engines: { node: string };
};
const OLDEST_MINOR = Number(/^>=24\.(\d+) <25$/.exec(engines.node)?.[1]);

let folder: string;
let repository: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-shim-'));
  repository = join(folder, 'repo');
  bin = join(folder, 'bin');
  for (const path of [
    bin,
    join(repository, 'programs/node'),
    join(repository, 'libs/contracts/src'),
    join(repository, 'tools/lab/src'),
  ]) {
    mkdirSync(path, { recursive: true });
  }
  cpSync(join(ROOT, 'lab'), join(repository, 'lab'));
  cpSync(join(ROOT, 'programs/node'), join(repository, 'programs/node'), { recursive: true });
  for (const path of ['libs/contracts/package.json', '.swcrc', 'package-lock.json'])
    writeFileSync(join(repository, path), 'first');
  for (const name of BASICS) {
    const found = ['/bin', '/usr/bin']
      .map((path) => join(path, name))
      .find((path) => spawnSync('test', ['-x', path]).status === 0);
    if (found !== undefined) symlinkSync(found, join(bin, name));
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

function stub(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** A Node that says its version, and otherwise with what it was called. */
const stubNode = (version: string): void =>
  stub('node', `case $1 in --version) echo ${version} ;; *) echo "node $*" ;; esac`);
/** An npm that notes what it was asked, and leaves what the real one would. */
const stubNpm = (): void =>
  stub(
    'npm',
    `echo "$*" >>'${folder}/npm.log'\ncase $1 in run) mkdir -p '${repository}/libs/contracts/dist' ;; *) mkdir -p '${repository}/node_modules' ;; esac`,
  );

const npmCalls = (): string[] => {
  try {
    return readFileSync(join(folder, 'npm.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' --')[0] ?? line);
  } catch {
    return [];
  }
};

const lab = (...args: string[]) => {
  const command = join(repository, 'lab');
  return spawnSync(join(bin, 'sh'), [command, ...args], {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: bin, HOME: join(folder, 'home') },
  });
};

describe('./lab', () => {
  it('says in one line how to get a Node where there is none, and exits with 3', () => {
    const { status, stdout, stderr } = lab('up');
    expect(status).toBe(3);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(`^lab: Node 24\\.${OLDEST_MINOR} or later .*apt-get install npm.*nodejs\\.org`),
      ),
    ]);
  });

  it.each(['v20.20.2', `v24.${OLDEST_MINOR - 1}.9`, 'v25.0.0'])('does not run on Node %s', (version) => {
    stubNode(version);
    expect(lab('up').status).toBe(3);
  });

  it('installs and builds what is missing, once, and then hands over without a word', () => {
    stubNode(`v24.${OLDEST_MINOR}.0`);
    stubNpm();
    const first = lab('up', 'two words');
    expect(first.stdout).toBe(
      `node --disable-warning=ExperimentalWarning ${repository}/tools/lab/src/main.ts up two words\n`,
    );
    expect(npmCalls()).toEqual(['ci', 'run build']);
    const second = lab('status');
    expect(second).toMatchObject({
      status: 0,
      stderr: '',
      stdout: `node --disable-warning=ExperimentalWarning ${repository}/tools/lab/src/main.ts status\n`,
    });
    expect(npmCalls()).toHaveLength(2);
  });

  it('brings node_modules up to a changed lockfile', () => {
    stubNode('v24.21.0');
    stubNpm();
    lab('up');
    writeFileSync(join(repository, 'package-lock.json'), 'second');
    lab('up');
    expect(npmCalls()).toEqual(['ci', 'run build', 'install']);
  });

  it('repeats an installation that failed or was interrupted', () => {
    stubNode('v24.21.0');
    stub('npm', `echo 'npm error network'; exit 1`);
    const failed = lab('up');
    expect(failed).toMatchObject({ status: 3, stdout: '' });
    expect(failed.stderr).toContain('npm error network');
    stubNpm();
    expect(lab('up').status).toBe(0);
    expect(npmCalls()[0]).toBe('ci');
  });

  it('can be called through symbolic links, relative ones too', () => {
    stubNode('v24.21.0');
    stubNpm();
    symlinkSync('repo/lab', join(folder, 'one'));
    symlinkSync('one', join(folder, 'two'));
    const { stdout } = spawnSync(join(folder, 'two'), ['status'], {
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: bin },
    });
    expect(stdout).toBe(
      `node --disable-warning=ExperimentalWarning ${repository}/tools/lab/src/main.ts status\n`,
    );
  });

  it('leaves no lock in the hands of what it starts', () => {
    stub('node', 'case $1 in --version) echo v24.21.0 ;; *) [ ! -e /proc/self/fd/9 ] && echo free ;; esac');
    stubNpm();
    expect(lab('up').stdout).toBe('free\n');
    expect(readdirSync(join(repository, '.lab'))).toContain('setup.lock');
  });
});
