import { expect, test } from 'vitest';
import { interpreterOf } from '../../src/scenarios/index.ts';

test.each([
  ['#!/bin/bash\n', '/bin/bash', []],
  ['#!/bin/sh -e\n', '/bin/sh', ['-e']],
  ['#! /bin/sh -e -u\n', '/bin/sh', ['-e -u']],
  ['#!/usr/bin/env bash\n', 'bash', []],
  ['#!/usr/bin/env bash -e\n', 'bash', ['-e']],
  ['#!/usr/bin/env -S python3 -u\n', 'python3', ['-u']],
  ['#!/usr/bin/env A=1 bash\n', '/usr/bin/env', ['A=1', 'bash']],
  ['#!/usr/bin/env bash\r\necho\r\n', 'bash', []],
  ['#!\n', 'bash', []],
  ['echo hi\n', 'bash', []],
  ['', 'bash', []],
])('%j is run by %s %j', (source, program, args) => {
  expect(interpreterOf(source)).toEqual({ program, args });
});
