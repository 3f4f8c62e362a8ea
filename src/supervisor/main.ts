#!/usr/bin/env node
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Charges } from './charge.ts';
import { endCharges } from './end-charges.ts';
import { killOrphaned } from './marked-processes.ts';
import { removeOrphanedDirectories } from './private-directories.ts';

// Its standard input is a pipe that only the worker holds: when it ends, the worker has ended, however it did.
const mark = process.argv[2] ?? '';
const charges = new Charges();
// What cannot be swept must not leave our own worker's scripts unguarded.
const swept = Promise.allSettled([killOrphaned(), removeOrphanedDirectories(tmpdir())]);
for await (const line of createInterface({ input: process.stdin })) charges.apply(line);
await swept;
if (mark !== '') await endCharges(charges, mark);
