#!/usr/bin/env node
import { launchPrograms } from './launch-programs.ts';

// Writing to a worker that has just died: the end of its input follows.
process.stdout.on('error', () => undefined);
await launchPrograms({ input: process.stdin, say: (line) => process.stdout.write(line) });
process.exit();
