import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

const files = filesBelow(src);
const roomOf = (file: string) => relative(src, file).split('/')[0] ?? '';
const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n');

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gm);
  const dynamic = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, type, specifier]) => ({ file, specifier: specifier!, typeOnly: type !== undefined })),
    ...[...dynamic].map(([, specifier]) => ({ file, specifier: specifier!, typeOnly: false })),
  ];
}

/** What each room may import beside its own files: other rooms, and packages (`node:` stands for all built-ins). */
const walls: Record<string, { rooms: string[]; packages: string[]; typesFrom?: string[] }> = {
  shared: { rooms: [], packages: ['zod', 'yaml', 'parse-duration', 'pretty-ms'] },
  report: { rooms: ['shared'], packages: ['xmlbuilder2', 'ansi_up'] },
  'report-page': { rooms: ['shared', 'report'], packages: [] },
  workflows: { rooms: ['shared'], packages: ['@temporalio/workflow', '@temporalio/common'], typesFrom: ['activities'] },
  kubernetes: { rooms: ['shared'], packages: ['node:', '@kubernetes/client-node', 'yaml'] },
  supervisor: { rooms: ['shared'], packages: ['node:'] },
  artifacts: { rooms: ['shared'], packages: ['node:', '@aws-sdk/client-s3', 'tar'] },
  scenarios: { rooms: ['shared'], packages: ['node:'] },
  results: { rooms: ['shared', 'report'], packages: ['node:', 'write-file-atomic', 'zod'] },
  activities: {
    rooms: ['shared', 'kubernetes', 'scenarios', 'supervisor', 'results', 'report', 'artifacts'],
    packages: [
      'node:',
      '@temporalio/activity',
      '@temporalio/common',
      '@temporalio/client',
      'execa',
      'zod',
      'pretty-ms',
    ],
  },
  worker: {
    rooms: ['shared', 'activities', 'kubernetes', 'supervisor', 'artifacts'],
    packages: [
      'node:',
      '@temporalio/worker',
      '@temporalio/client',
      '@temporalio/common',
      '@temporalio/envconfig',
      'pino',
    ],
  },
  embedded: { rooms: ['shared'], packages: ['node:', 'execa', 'tar', 'zod'] },
  local: {
    rooms: ['shared', 'embedded', 'kubernetes'],
    packages: ['node:', '@temporalio/client', '@temporalio/envconfig', 'execa', 'write-file-atomic', 'yaml', 'zod'],
  },
  client: {
    rooms: ['shared', 'report', 'scenarios', 'results', 'kubernetes', 'local', 'artifacts'],
    packages: [
      'node:',
      '@temporalio/client',
      '@temporalio/common',
      '@temporalio/envconfig',
      '@commander-js/extra-typings',
      'commander',
      '@bomb.sh/tab',
      'log-update',
      'open',
      'string-width',
      'pretty-ms',
      'parse-duration',
      'write-file-atomic',
      'zod',
      'yaml',
    ],
  },
};

/** The two doors in the wall around the client: it speaks the workflows' messages, and `muster worker` is a worker. */
const doors: Record<string, string> = {
  'workflows/messages.ts': 'client',
  'worker/index.ts': 'client/commands/worker.ts',
};

function isAllowed({ file, specifier, typeOnly }: Import): boolean {
  const room = roomOf(file);
  const wall = walls[room];
  if (wall === undefined) return false;
  if (!specifier.startsWith('.')) {
    return wall.packages.some(
      (name) => specifier === name || specifier.startsWith(name === 'node:' ? name : `${name}/`),
    );
  }
  const target = relative(src, resolve(dirname(file), specifier));
  const targetRoom = target.split('/')[0] ?? '';
  if (targetRoom === room || target === 'version.ts' || wall.rooms.includes(targetRoom)) return true;
  if (typeOnly && wall.typesFrom?.includes(targetRoom) === true) return true;
  const door = doors[target];
  return door !== undefined && relative(src, file).startsWith(door);
}

describe('the tree', () => {
  test('every import stays within the walls of its room', () => {
    const broken = files
      .flatMap(importsOf)
      .filter((each) => !isAllowed(each))
      .map(({ file, specifier }) => `${relative(root, file)} imports ${specifier}`);
    expect(broken).toEqual([]);
  });

  test('every room that has files has walls', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !room.endsWith('.ts') && !(room in walls))).toEqual([]);
  });

  test('files hold one idea: 300 lines at most, 120 columns, a name in kebab-case that is not a drawer', () => {
    const drawers = /^(utils?|helpers?|misc|types|common)\.ts$/;
    const crooked = files.filter((file) => {
      const name = file.slice(file.lastIndexOf('/') + 1);
      return linesOf(file).length > 300 || !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name) || drawers.test(name);
    });
    expect(crooked.map((file) => relative(root, file))).toEqual([]);
  });

  test('activities are reached through the one helper that sets their cancellation type', () => {
    const callers = files.filter((file) => readFileSync(file, 'utf8').includes('proxyActivities'));
    expect(callers.map((file) => relative(src, file))).toEqual(['workflows/activity-stubs.ts']);
  });

  test('the environment is read at process entries and where options are merged, and handed on from there', () => {
    const readers = files.filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')));
    const entries = ['main.ts', 'process-entry.ts', 'options.ts', 'invocation.ts'];
    expect(readers.filter((file) => !entries.some((entry) => file.endsWith(`/${entry}`)))).toEqual([]);
  });

  test('no namespace is finalized by force: that would leave its contents in the store for ever', () => {
    const forceful = [...files, join(root, 'deploy', 'rbac.yaml')].filter((file) =>
      /\/finalize(?!r)/.test(readFileSync(file, 'utf8')),
    );
    expect(forceful).toEqual([]);
  });

  test('nothing is left to do in comments', () => {
    const marked = [...files, ...filesBelow(join(root, 'test'))].filter(
      (file) => file !== fileURLToPath(import.meta.url) && /\b(TODO|FIXME|XXX|HACK)\b/.test(readFileSync(file, 'utf8')),
    );
    expect(marked).toEqual([]);
  });

  test('every path that ARCHITECTURE.md names exists', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const named = [...text.matchAll(/`([\w.-]+\/[\w./-]+\.(?:ts|mjs|json|yaml|sh))`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(src, path)))).toEqual([]);
  });
});
