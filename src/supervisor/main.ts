#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { Charges } from './charge.ts';
import { endCharges } from './end-charges.ts';

// Its standard input is a pipe that only the worker holds: when it ends, the worker has ended, however it did.
const mark = process.argv[2] ?? '';
const charges = new Charges();
for await (const line of createInterface({ input: process.stdin })) charges.apply(line);
if (mark !== '') await endCharges(charges, mark);
