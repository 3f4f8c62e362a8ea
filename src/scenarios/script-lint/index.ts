import { LINT_FINDINGS_PER_SCRIPT_MAX } from '../../shared/limits.ts';
import { shortened } from '../../shared/metadata-block.ts';
import { commandFindings } from './command-findings.ts';
import type { FindingKind } from './finding.ts';
import { findingAdvice } from './finding.ts';
import { manifestFindings } from './manifest-findings.ts';
import { shellSourceOf } from './shell-commands.ts';

export type { FindingKind } from './finding.ts';

/** Something in a script that will not work, or is not safe, in a namespace of its own. From 1. */
export interface ScriptFinding {
  readonly line: number;
  readonly column: number;
  readonly kind: FindingKind;
  /** What stands there, on one line. */
  readonly text: string;
  readonly advice: string;
}

/**
 * What a shell script does that does not fit a namespace of its own, in the script's order, at most
 * LINT_FINDINGS_PER_SCRIPT_MAX. With access to the whole cluster only namespaces that are written out are told: those
 * are shared with every other run. Never throws. It reads the script as it is written: what variables hold, and what
 * other files do, it does not know.
 */
export function lintScript(source: string, access: 'cluster' | 'namespace'): ScriptFinding[] {
  const { commands, blocks } = shellSourceOf(source);
  const suspicions = [...commands.flatMap(commandFindings), ...blocks.flatMap(manifestFindings)]
    .filter(({ kind }) => access === 'namespace' || kind === 'literal-namespace')
    .toSorted((a, b) => a.offset - b.offset)
    // A text in quotes within quotes is looked at twice.
    .filter(({ offset, kind }, index, all) => all[index - 1]?.offset !== offset || all[index - 1]?.kind !== kind)
    .slice(0, LINT_FINDINGS_PER_SCRIPT_MAX);
  const positionOf = positionsIn(source);
  return suspicions.map(({ kind, offset, text }) => ({
    ...positionOf(offset),
    kind,
    text: shortened(text),
    advice: findingAdvice[kind],
  }));
}

/** For offsets that ascend. */
function positionsIn(source: string): (offset: number) => { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    for (let next = source.indexOf('\n', lineStart); next !== -1 && next < offset;) {
      line += 1;
      lineStart = next + 1;
      next = source.indexOf('\n', lineStart);
    }
    return { line, column: offset - lineStart + 1 };
  };
}
