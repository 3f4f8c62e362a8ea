import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { endAll } from '../../src/activities/end-all.ts';
import { scriptRig } from '../support/run-script.ts';

const { killMarked } = vi.hoisted(() => ({ killMarked: vi.fn<() => Promise<void>>() }));
vi.mock('../../src/supervisor/index.ts', async (original) => ({ ...(await original<object>()), killMarked }));
afterEach(() => void killMarked.mockReset());

test('everything is ended in order, whatever cannot be, and the first failure is thrown', async () => {
  const seen: number[] = [];
  const failing = (n: number) => () => {
    seen.push(n);
    throw new Error(`failure ${n}`);
  };
  const rejecting = async (n: number) => {
    seen.push(n);
    await Promise.reject(new Error(`failure ${n}`));
  };
  const ended = endAll([() => void seen.push(1), failing(2), () => rejecting(3), () => void seen.push(4)]);
  await expect(ended).rejects.toThrow('failure 2');
  expect(seen).toEqual([1, 2, 3, 4]);
});

function openedBelow(dir: string): readonly string[] {
  const target = (fd: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  };
  return readdirSync('/proc/self/fd')
    .map(target)
    .filter((path) => path.startsWith(dir));
}

test.runIf(process.platform === 'linux')(
  'processes that cannot be listed leave neither a script guarded, nor its log open, nor its directory',
  async () => {
    let guarded: string | undefined;
    let released = 0;
    const supervisor = {
      workerMark: 'test',
      markFor: () => 'test.execution.script',
      guard: ({ dir }: { readonly dir: string }) => {
        guarded = dir;
        return () => void (released += 1);
      },
    };
    const rig = await scriptRig('echo fine', { supervisor });
    killMarked.mockRejectedValue(Object.assign(new Error('too many open files'), { code: 'EMFILE' }));
    await expect(rig.run()).rejects.toThrow('too many open files');
    expect(released).toBe(1);
    expect(openedBelow(rig.dir)).toEqual([]);
    expect(existsSync(guarded ?? '/')).toBe(false);
  },
);
