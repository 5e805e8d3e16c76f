import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { checkOwner } from './check-owner.ts';

let stateDir: string;
beforeEach(() => (stateDir = mkdtempSync(join(tmpdir(), 'lab-owner-'))));
afterEach(() => rmSync(stateDir, { recursive: true }));

describe('checkOwner', () => {
  it('lets the owner in', () => {
    expect(() => checkOwner(stateDir)).not.toThrow();
  });

  it("refuses another user's lab, naming who it belongs to and what to do", () => {
    const { uid } = statSync(stateDir);
    expect(() => checkOwner(stateDir, uid + 54_321)).toThrow(EnvironmentError);
    expect(() => checkOwner(stateDir, uid + 54_321)).toThrow(
      new RegExp(`${stateDir} belongs to \\S+, but you are user ${uid + 54_321}. .*LAB_STATE_DIR`),
    );
  });
});
