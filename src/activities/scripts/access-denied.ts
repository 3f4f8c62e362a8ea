import { SCENARIO_ROLE } from '../../shared/scenario-account.ts';
import type { ScriptResult } from '../contract.ts';
import type { Refusal } from './refusal-scan.ts';

const FIX = 'set "access: cluster" in its metadata or run with --access cluster';

/**
 * Says why a script with limited rights may have failed, and what to change. The outcome stays what the script's end
 * made it, and a time limit stays the reason.
 */
export function withRefusal(result: ScriptResult, refusal: Refusal | undefined): ScriptResult {
  if (refusal === undefined || result.status !== 'failed') return result;
  if (result.reason !== 'exit-code' && result.reason !== 'timeout') return result;
  const where = refusal.isOwn
    ? `in its own namespace (${refusal.what}), where the role "${SCENARIO_ROLE}" does not allow it`
    : `outside its namespace (${refusal.what})`;
  const message = `${result.message ?? 'failed'}; refused ${where}: ${FIX}`;
  return { ...result, message, reason: result.reason === 'timeout' ? 'timeout' : 'access-denied' };
}
