import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { writeBackgroundState } from '../../src/local/background-state.ts';
import { fetchStatus } from '../../src/local/call-background.ts';
import { statePathsOf } from '../../src/local/state-dir.ts';
import { ownIdentity } from '../../src/embedded/process-identity.ts';
import { until } from '../support/gate.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const entry = fileURLToPath(new URL('../../dist/local/main.js', import.meta.url));

test.runIf(existsSync('/dev/full'))(
  'a background process whose log is on a full disk starts all the same',
  async () => {
    const stateDir = await temporaryDirectory();
    const { stateFile } = statePathsOf(stateDir);
    // One that was killed: about that it has something to say.
    writeBackgroundState(stateFile, {
      format: 1,
      process: { ...ownIdentity(), startedAt: 'long ago' },
      startedAtMs: 0,
      socketPath: '',
      version: '0',
      serverVersions: {},
      wanted: { temporal: false, workers: [] },
      children: [],
    });
    const log = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [entry, '--state-dir', stateDir], { stdio: ['ignore', log, log] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const answers = () =>
      fetchStatus(`${stateDir}/background.sock`).then(
        () => true,
        () => false,
      );
    await until('an answer, or its end', async () => child.exitCode !== null || (await answers()));
    expect(child.exitCode).toBeNull();
    expect(await answers()).toBe(true);
  },
);
