#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startBackground } from './background/background.ts';
import { embeddedLauncher } from './background/embedded-launcher.ts';
import { runBackground } from './background/run-background.ts';
import { statePathsOf } from './state-dir.ts';
import { musterVersion } from './version.ts';

/** The background process: `node dist/local/main.js --state-dir DIR`. With an IPC channel it ends with its parent. */
const { values } = parseArgs({ options: { 'state-dir': { type: 'string' } } });
const stateDir = values['state-dir'];
if (stateDir === undefined) throw new Error('--state-dir is missing');

// Its log may lie on a full disk: what cannot be written is lost, and everything else goes on.
process.stderr.on('error', () => {});

await runBackground(() =>
  startBackground({
    stateDir,
    version: musterVersion(),
    launcher: embeddedLauncher(statePathsOf(stateDir), process.env),
    log: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  }),
);
