import type { ScriptResult } from '../../src/activities/contract.ts';
import type { ScriptRig } from '../support/run-script.ts';

/** One row: what somebody plants, and what must hold then. The layer says who tries it, and how. */
export type HostileCase =
  | FileNameCase
  | DirectoryCase
  | MetadataCase
  | TextCase
  | InputCase
  | ScriptCase
  | CommandCase
  | WholeRunCase
  | SubmittedCase
  | TerminalCase;

/**
 * `file name`: the path of a script that exits 0, relative to the scenarios directory. Planned alone and among all
 * others of the table, then run for real: one scenario with a result file of its own inside the results directory, a
 * legal namespace, release and workflow id, and lines on the terminal that stay where they are.
 */
export interface FileNameCase {
  readonly layer: 'file name';
  readonly name: string;
  readonly planted: string;
}

/** `directory`: what lies in the scenarios directory. It is planned within a deadline. */
export interface DirectoryCase {
  readonly layer: 'directory';
  readonly name: string;
  readonly planted: (dir: string) => void;
  /** Paths that are planned, or a sentence that refuses the directory. */
  readonly holds: readonly string[] | RegExp;
}

/** `metadata`: the lines between the marks. Read within two seconds; what is said of it is short, plain text. */
export interface MetadataCase {
  readonly layer: 'metadata';
  readonly name: string;
  readonly planted: string;
  readonly holds: 'accepted' | 'refused';
}

/** `text`: what a script, a server or a person says, in every place of the command line where it is shown. */
export interface TextCase {
  readonly layer: 'text';
  readonly name: string;
  readonly planted: string;
}

/** `input`: a run's input from JSON. Refused with short sentences that begin with the field, or completed. */
export interface InputCase {
  readonly layer: 'input';
  readonly name: string;
  readonly planted: () => unknown;
  readonly holds: RegExp | 'completed';
}

/** `script`: run by the real activity with a real process, without a cluster. */
export interface ScriptCase {
  readonly layer: 'script';
  readonly name: string;
  readonly planted: string | Buffer;
  /** The result, or the type of the failure. */
  readonly holds: Partial<ScriptResult> | { readonly type: string };
  readonly given?: { readonly timeoutMs?: number; readonly env?: Readonly<Record<string, string>> };
  /** Before the script starts. */
  readonly before?: (rig: ScriptRig) => void;
  readonly after?: (rig: ScriptRig) => void | Promise<void>;
}

/** `command`: the built program, which must refuse before it starts anything, or run as ever. */
export interface CommandCase {
  readonly layer: 'command';
  readonly name: string;
  /** Behind `run DIR`, where DIR holds `a.sh`. */
  readonly planted: (place: { readonly dir: string; readonly home: string }) => {
    readonly args: readonly string[];
    readonly env?: Record<string, string>;
  };
  readonly holds: { readonly exitCode: number; readonly says: RegExp };
}

/** `whole run`: a script among others in one run of the built program on real servers. */
export interface WholeRunCase {
  readonly layer: 'whole run';
  readonly name: string;
  readonly planted: string;
  readonly holds: { readonly status: 'passed' | 'failed' | 'skipped' | 'error'; readonly exitCode?: number };
  /** Longer ones start earlier. */
  readonly estimated?: string;
}

/** `submitted`: an input that reaches a real worker through Temporal, past everything that the command line checks. */
export interface SubmittedCase {
  readonly layer: 'submitted';
  readonly name: string;
  /** JSON as it is typed; `HOME` stands for a directory with a file `precious` and a script `suite/a.sh`. */
  readonly planted: string;
  readonly workflowId?: string;
  /** Type and sentence with which the run closes. */
  readonly holds: { readonly type: string; readonly says: RegExp };
}

/** `terminal`: a run on a pseudo-terminal without a size, of a script that passes and one that says what is planted. */
export interface TerminalCase {
  readonly layer: 'terminal';
  readonly name: string;
  readonly planted: { readonly says: string; readonly env: Record<string, string> };
  /** Must not reach the terminal. */
  readonly holds: readonly string[];
}
