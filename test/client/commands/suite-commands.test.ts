import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { callProgram } from '../support/call-program.ts';

async function suite(files: Readonly<Record<string, string>> = {}) {
  const dir = await temporaryDirectory(files);
  return {
    dir,
    muster: async (...args: readonly string[]) => await callProgram(dir, args),
    inside: async (sub: string, ...args: readonly string[]) => await callProgram(join(dir, sub), args),
  };
}

describe('muster init', () => {
  it('writes a configuration and an example, which muster itself finds nothing wrong with', async () => {
    const { muster, dir } = await suite();
    const { out, err, code } = await muster('init');
    expect({ out, code }).toEqual({ out: 'muster.config.yaml\nscenarios/hello.sh\n', code: 0 });
    expect(err).toContain('muster run --embedded');
    expect(statSync(join(dir, 'scenarios/hello.sh')).mode & 0o111).not.toBe(0);
    expect(await muster('validate', '--strict')).toEqual({
      out: '',
      err: 'muster.config.yaml: valid\nscenarios: metadata is valid in all of 1\n',
      code: 0,
    });
    expect((await muster('config', 'explain', 'access')).out).toMatch(/access +namespace +muster\.config\.yaml:\d+/);
    expect((await muster('config', 'explain', 'podSecurity')).out).toMatch(
      /podSecurity +baseline +muster\.config\.yaml/,
    );
    expect((await muster('run', '--list')).out).toBe('hello.sh\n');
  });

  it('begins in a directory that is not there yet', async () => {
    const { muster } = await suite();
    const { out, err } = await muster('init', 'e2e/new');
    expect(out).toBe('e2e/new/muster.config.yaml\ne2e/new/scenarios/hello.sh\n');
    expect(err).toContain('cd e2e/new && muster run --embedded');
  });

  it('names the schema for editors where the package is installed', async () => {
    const { muster, dir } = await suite({ 'node_modules/k8s-muster/schemas/config.schema.json': '{}' });
    await muster('init');
    expect(readFileSync(join(dir, 'muster.config.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\/node_modules\/k8s-muster\/schemas\/config\.schema\.json\n/,
    );
  });

  it('leaves scripts that are there alone, and says what to look at', async () => {
    const { muster, dir } = await suite({ 'scenarios/net/mine.sh': 'true' });
    const { out, err } = await muster('init');
    expect(out).toBe('muster.config.yaml\n');
    expect(err).toContain('muster validate');
    expect(readdirSync(join(dir, 'scenarios'))).toEqual(['net']);
  });

  test.each([
    ['muster.config.yaml', 'retries: 1'],
    ['muster.config.json', '{}'],
    ['package.json', '{ "muster": {} }'],
  ])('refuses where %s is a configuration already, and changes nothing', async (name, text) => {
    const { muster, dir } = await suite({ [name]: text });
    const { err, code } = await muster('init');
    expect(code).toBe(2);
    expect(err).toContain(name);
    expect(readdirSync(dir)).toEqual([name]);
    expect(readFileSync(join(dir, name), 'utf8')).toBe(text);
  });

  it('takes back what it began when the example cannot be written', async () => {
    const { muster, dir } = await suite({ scenarios: 'a file' });
    const { err, code } = await muster('init');
    expect(code).toBe(2);
    expect(err).toContain('cannot be written');
    expect(readdirSync(dir)).toEqual(['scenarios']);
  });

  it('refuses a directory that is a file', async () => {
    const { muster } = await suite({ here: 'a file' });
    expect(await muster('init', 'here')).toMatchObject({ code: 2, out: '' });
  });
});

describe('muster validate', () => {
  const literal = 'kubectl -n orders get pods\n';
  const cluster = 'kubectl get nodes\n';

  it('lists what does not fit a namespace of its own on stdout, as a warning', async () => {
    const { muster } = await suite({ 'scenarios/a.sh': `#!/bin/bash\n${literal}`, 'scenarios/b.sh': cluster });
    const { out, err, code } = await muster('validate');
    expect(out).toBe('a.sh:2:9: literal-namespace: -n orders\nb.sh:1:9: cluster-scoped: get nodes\n');
    expect(err).toContain('! 2 scripts do');
    expect(err).toContain('literal-namespace: use the namespace');
    expect(code).toBe(0);
  });

  it('ends with 2 when that is asked for', async () => {
    const { muster } = await suite({ 'scenarios/a.sh': literal });
    expect((await muster('validate', '--strict')).code).toBe(2);
  });

  it('a script with access to the cluster may touch it, by its metadata or by the configuration', async () => {
    const meta = (access: string) => `# @meta\n# access: ${access}\n# @endmeta\n${cluster}`;
    const { muster, dir } = await suite({
      'scenarios/all.sh': `${meta('cluster')}${literal}`,
      'scenarios/own.sh': meta('namespace'),
      'scenarios/unsaid.sh': cluster,
    });
    expect((await muster('validate')).out.split('\n')).toEqual([
      'all.sh:5:9: literal-namespace: -n orders',
      'own.sh:4:9: cluster-scoped: get nodes',
      'unsaid.sh:1:9: cluster-scoped: get nodes',
      '',
    ]);
    writeFileSync(join(dir, 'muster.config.yaml'), 'access: cluster\n');
    expect((await muster('validate')).out).not.toContain('unsaid.sh');
    expect((await muster('validate')).out).toContain('own.sh');
  });

  it('only reads shell scripts, and those with broken metadata are told as such', async () => {
    const { muster } = await suite({
      'scenarios/a.sh': `#!/usr/bin/env python3\n# ${literal}${literal}`,
      'scenarios/b.sh': `# @meta\n# timeout: 10\n# @endmeta\n${literal}`,
    });
    const { out, err, code } = await muster('validate');
    expect(out).toBe('');
    expect(err).toContain('b.sh:2');
    expect(code).toBe(2);
  });

  it('-o json has problems and findings', async () => {
    const { muster } = await suite({
      'scenarios/a.sh': literal,
      'scenarios/b.sh': '# @meta\n# timeout: 10\n# @endmeta',
    });
    const { out, code } = await muster('validate', '-o', 'json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      directory: 'scenarios',
      scenarioCount: 2,
      problems: [{ path: 'b.sh', line: 2, key: 'timeout' }],
      findings: [{ path: 'a.sh', line: 1, column: 9, kind: 'literal-namespace', text: '-n orders' }],
      findingCount: 1,
    });
  });

  it('its output is bounded', async () => {
    const scripts = Array.from({ length: 30 }, (_, index) => [`scenarios/${index}.sh`, literal.repeat(50)] as const);
    const { muster } = await suite(Object.fromEntries(scripts));
    const { out, err } = await muster('validate');
    expect(out.trim().split('\n')).toHaveLength(200);
    expect(err).toContain('… and 400 more');
  });

  it('takes the directory of the configuration, from below it too', async () => {
    const { dir, inside } = await suite({ 'muster.config.yaml': 'scenariosDir: suite', 'suite/a.sh': 'true' });
    mkdirSync(join(dir, 'sub'));
    expect((await inside('sub', 'validate')).err).toContain('/suite: metadata is valid in all of 1');
  });
});

describe('the configuration file', () => {
  it('holds for the commands that have settings, and is named when it is broken', async () => {
    const { muster } = await suite({ 'muster.config.yaml': 'maxParalel: 8\n', 'scenarios/a.sh': 'true' });
    for (const args of [['run', '--list'], ['validate'], ['status'], ['config', 'explain'], ['cleanup', '--dry-run']]) {
      const { err, code } = await muster(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(err).toContain('muster.config.yaml:1:1: maxParalel: is not a setting; did you mean maxParallel?');
      expect(err).toContain('--no-config');
    }
    expect((await muster('run', '--list', '--no-config')).out).toBe('a.sh\n');
  });

  it('steers a run: directory, selection and number at once', async () => {
    const { muster } = await suite({
      'muster.config.yaml': 'scenariosDir: suite\ntags: [smoke]\nmaxParallel: 7\nembedded: true\n',
      'suite/a.sh': '# @meta\n# tags: [smoke]\n# @endmeta\n',
      'suite/b.sh': 'true',
    });
    const { out, err } = await muster('run', '--dry-run');
    expect(err).toContain('7 at once');
    expect(err).toContain('embedded');
    expect(out).toContain('a.sh');
    expect(out).not.toContain('b.sh');
  });

  it('muster config explain says what holds, and where it was made', async () => {
    const { muster, dir } = await suite({ 'team.yaml': 'retries: 2\n\ntimeout: 5m\n' });
    const { out, code } = await muster('config', 'explain', '--config', 'team.yaml', '--timeout', '1m', '-o', 'json');
    expect(code).toBe(0);
    const { config, settings } = JSON.parse(out) as { config: string; settings: { key: string }[] };
    expect(config).toBe(join(dir, 'team.yaml'));
    expect(settings.find(({ key }) => key === 'retries')).toMatchObject({
      value: '2',
      from: 'config',
      by: 'team.yaml:1',
    });
    expect(settings.find(({ key }) => key === 'timeout')).toMatchObject({ value: '1m', from: 'flag', by: '--timeout' });
    expect(await muster('config', 'explain', 'retrys')).toMatchObject({ code: 2 });
    expect((await muster('config', 'explain', 'retrys')).err).toContain('did you mean retries?');
  });
});

test.each(['init', 'validate', 'config', 'config explain'])('muster %s has a help text', async (command) => {
  const { muster } = await suite();
  expect((await muster(...command.split(' '), '--help')).out).toContain(`muster ${command}`);
});
