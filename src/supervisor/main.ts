#!/usr/bin/env node
import { tmpdir } from 'node:os';
import { supervise } from './supervise.ts';

// Its standard input is a pipe that only the worker holds: when it ends, the worker has ended, however it did.
await supervise({ input: process.stdin, workerMark: process.argv[2] ?? '', temporaryDir: tmpdir() });
