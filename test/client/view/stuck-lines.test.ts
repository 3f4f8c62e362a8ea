import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/client/view/paint.ts';
import { stuckLine, stuckLines } from '../../../src/client/view/stuck-lines.ts';
import { STUCK_SHOWN_MAX } from '../../../src/shared/limits.ts';
import type { StuckNamespace } from '../../../src/shared/namespace.ts';

const held: StuckNamespace = {
  name: 'muster-a',
  reason: 'Namespace.Stuck',
  conditions: [
    { type: 'NamespaceContentRemaining', reason: 'SomeResourcesRemain', message: 'configmaps. has 1 instance' },
  ],
  blockers: [{ kind: 'object', resource: 'configmaps', name: 'orders', finalizers: ['example.com/hold'] }],
};

describe('a stuck namespace', () => {
  it('is told with what the cluster says, what holds it and how to look at that', () => {
    expect(stuckLines([held], plain)).toEqual([
      '! stuck namespace muster-a  Namespace.Stuck',
      '  NamespaceContentRemaining: configmaps. has 1 instance',
      '  configmaps/orders: finalizer example.com/hold',
      '  look kubectl get configmaps orders -n muster-a -o yaml',
    ]);
    expect(stuckLine(held, plain)).toBe('! stuck namespace muster-a  configmaps/orders: finalizer example.com/hold');
  });

  it('of which nothing is known names the likeliest cause', () => {
    const lines = stuckLines([{ name: 'muster-a', reason: 'Namespace.Stuck', conditions: [] }], plain);
    expect(lines[1]).toContain('is kube-controller-manager running?');
    expect(lines[2]).toBe('  look kubectl get namespace muster-a -o yaml');
  });

  it('cannot move the cursor, whatever its objects and finalizers are called', () => {
    const blockers = [{ kind: 'object', resource: 'r\n', name: 'x\u001b[2J', finalizers: ['f\r'] }] as const;
    const conditions = [{ type: 'T', reason: 'R', message: 'line\nnext\u001b[H' }];
    const namespace = { ...held, blockers, conditions };
    for (const line of [...stuckLines([namespace], plain), stuckLine(namespace, plain)]) {
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });

  it('beyond the first few is only counted', () => {
    const many = Array.from({ length: STUCK_SHOWN_MAX + 3 }, (_, index) => ({ ...held, name: `muster-${index}` }));
    const lines = stuckLines(many, plain);
    expect(lines.filter((line) => line.startsWith('! stuck namespace'))).toHaveLength(STUCK_SHOWN_MAX);
    expect(lines.at(-1)).toBe('! 3 more stuck namespaces; -o json tells all');
  });
});
