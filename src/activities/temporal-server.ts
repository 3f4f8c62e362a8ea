import { Context } from '@temporalio/activity';
import { REQUEST_TIMEOUT_MS } from '../shared/limits.ts';
import { SEARCH_ATTRIBUTES } from '../shared/search-attributes.ts';

/** What activities ask of the Temporal that runs them. An answer that cannot be had is an error. */
export interface TemporalServer {
  /** The workflow that the current activity works for. */
  currentWorkflow(): { readonly workflowId: string; readonly runId: string };
  /** The UUID of the Temporal namespace. */
  namespaceId(): Promise<string>;
  /** Registers our search attributes where that is allowed; those that may be set afterwards. */
  registerSearchAttributes(): Promise<string[]>;
  /** `unknown`: there is no such execution (any more). */
  isOwnerOpen(workflowId: string, firstRunId: string): Promise<'open' | 'closed' | 'unknown'>;
}

/** Through the client that the worker hands to the activity that is running now. */
export function currentTemporalServer(): TemporalServer {
  return { currentWorkflow, namespaceId, registerSearchAttributes, isOwnerOpen };
}

/** `INDEXED_VALUE_TYPE_KEYWORD` of temporal.api.enums.v1. */
const KEYWORD = 2;
/** https://grpc.io/docs/guides/status-codes/ */
export const GrpcCode = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

function currentWorkflow(): { readonly workflowId: string; readonly runId: string } {
  const { workflowExecution } = Context.current().info;
  if (workflowExecution === undefined) throw new Error('this activity was not started by a workflow');
  return workflowExecution;
}

async function namespaceId(): Promise<string> {
  const { client, namespace } = current();
  const answer = await bounded(() => client.workflowService.describeNamespace({ namespace }));
  const id = answer.namespaceInfo?.id;
  if (typeof id !== 'string' || id === '') throw new Error(`Temporal has no id for its namespace ${namespace}`);
  return id;
}

async function registerSearchAttributes(): Promise<string[]> {
  try {
    const before = await knownAttributes();
    const missing = SEARCH_ATTRIBUTES.filter((name) => !before.includes(name));
    if (missing.length === 0) return before;
    await addAttributes(missing);
    return await knownAttributes();
  } catch (error) {
    // Temporal Cloud has no operator service, and a locked-down server refuses: then the run does without.
    if (isRefusal(error)) return [];
    throw error;
  }
}

async function addAttributes(names: readonly string[]): Promise<void> {
  const { client, namespace } = current();
  const searchAttributes = Object.fromEntries(names.map((name) => [name, KEYWORD]));
  try {
    await bounded(() => client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes }));
  } catch (error) {
    // Another worker was faster, or we may only read.
    if (grpcCodeOf(error) !== GrpcCode.alreadyExists && !isRefusal(error)) throw error;
  }
}

/** Ours that exist with our type: an attribute of another type would be refused when it is set. */
async function knownAttributes(): Promise<string[]> {
  const { client, namespace } = current();
  const answer = await bounded(() => client.connection.operatorService.listSearchAttributes({ namespace }));
  return SEARCH_ATTRIBUTES.filter((name) => Number(answer.customAttributes[name]) === KEYWORD);
}

async function isOwnerOpen(workflowId: string, firstRunId: string): Promise<'open' | 'closed' | 'unknown'> {
  const { client, namespace } = current();
  try {
    const answer = await bounded(() =>
      client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId, runId: firstRunId } }),
    );
    return answer.workflowExecutionInfo?.closeTime ? 'closed' : 'open';
  } catch (error) {
    const code = grpcCodeOf(error);
    // Ids that Temporal refuses name no execution: what somebody wrote into annotations must not stop every sweep.
    if (code === GrpcCode.invalidArgument) return 'unknown';
    if (code !== GrpcCode.notFound) throw error;
    // A namespace that is missing answers with the same code, and proves nothing about its executions.
    await namespaceId();
    return 'unknown';
  }
}

export function current() {
  const { client, info } = Context.current();
  return { client, namespace: info.namespace };
}

/** A request with REQUEST_TIMEOUT_MS. */
export async function bounded<T>(request: () => Promise<T>): Promise<T> {
  return Context.current().client.withDeadline(Date.now() + REQUEST_TIMEOUT_MS, request);
}

function isRefusal(error: unknown): boolean {
  const code = grpcCodeOf(error);
  return code === GrpcCode.permissionDenied || code === GrpcCode.unimplemented || code === GrpcCode.unauthenticated;
}

export function grpcCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
