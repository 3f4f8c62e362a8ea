import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SCRIPT_FILE_BYTES_MAX } from '../../src/shared/limits.ts';
import type { DirectoryCase } from './hostile-case.ts';

const script = (dir: string, path: string) => writeFileSync(join(dir, path), 'exit 0\n');
/** Empty files `1END`, `2END`, …; by programs that take a moment for what takes Node a while. */
const many = (dir: string, count: number, end: string) => {
  execFileSync('sh', ['-c', `seq -f %.0f${end} ${count} | xargs touch`], { cwd: dir });
};

/** `a.sh` lies there too, unless the row says that the directory is refused. */
export const directoryRows: readonly DirectoryCase[] = [
  {
    layer: 'directory',
    name: 'a pipe that is called like a script, and a link to one',
    planted: (dir) => {
      execFileSync('mkfifo', [join(dir, 'pipe.sh')]);
      symlinkSync(join(dir, 'pipe.sh'), join(dir, 'link.sh'));
    },
    holds: ['a.sh'],
  },
  {
    layer: 'directory',
    name: 'a socket that is called like a script',
    planted: (dir) => {
      const server = createServer().listen(join(dir, 'socket.sh'));
      onTestFinished(() => void server.close());
    },
    holds: ['a.sh'],
  },
  {
    layer: 'directory',
    name: 'a link to a device without an end',
    planted: (dir) => symlinkSync('/dev/zero', join(dir, 'zero.sh')),
    holds: ['a.sh'],
  },
  {
    layer: 'directory',
    name: 'links to directories that contain them',
    planted: (dir) => {
      mkdirSync(join(dir, 'inner'));
      symlinkSync(dir, join(dir, 'inner', 'loop'));
      symlinkSync('self', join(dir, 'self'));
      symlinkSync('b.sh', join(dir, 'c.sh'));
      symlinkSync('c.sh', join(dir, 'b.sh'));
    },
    holds: ['a.sh'],
  },
  {
    layer: 'directory',
    name: 'a link to a directory outside',
    planted: (dir) => {
      mkdirSync(`${dir}-outside`);
      onTestFinished(() => rmSync(`${dir}-outside`, { recursive: true }));
      script(`${dir}-outside`, 'outside.sh');
      symlinkSync(`${dir}-outside`, join(dir, 'inside'));
    },
    holds: ['a.sh'],
  },
  {
    layer: 'directory',
    name: 'a file that cannot be read, whoever reads it',
    planted: (dir) => symlinkSync('/proc/self/mem', join(dir, 'memory.sh')),
    holds: /memory\.sh:1:1: expected a file that can be read, found E[A-Z]+/,
  },
  {
    layer: 'directory',
    name: 'a script larger than any script',
    planted: (dir) => {
      script(dir, 'huge.sh');
      truncateSync(join(dir, 'huge.sh'), SCRIPT_FILE_BYTES_MAX + 1);
    },
    holds: /huge\.sh:1:1: expected a script of at most \d+ bytes, found a larger file/,
  },
  {
    layer: 'directory',
    name: 'a name that is no UTF-8',
    planted: (dir) => writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0xff, 0x2e, 0x73, 0x68])]), ''),
    holds: /expected a file that can be read, found ENOENT/,
  },
  {
    layer: 'directory',
    name: 'directories below each other without end',
    planted: (dir) => mkdirSync(join(dir, 'd/'.repeat(80)), { recursive: true }),
    holds: /more than 64 levels; give one that holds only scenarios/,
  },
  {
    layer: 'directory',
    name: 'a hundred thousand files that are no scripts',
    planted: (dir) => many(dir, 100_000, '.txt'),
    holds: ['a.sh'],
  },
  {
    layer: 'directory',
    name: 'more scripts than any run takes',
    planted: (dir) => many(dir, 100_000, '.sh'),
    holds: /holds 100001 scripts, more than 100000; give a smaller directory/,
  },
];
