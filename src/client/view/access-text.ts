import { accessOf, type Access, type PlannedScenario } from '../../shared/plan.ts';

/**
 * Whose rights the scripts have: `own` (such as `your credentials`), or only those in their namespace, or how many of
 * them so. Metadata of a single scenario wins over the run's `access`; without a plan that is all that is known.
 */
export function accessText(
  own: string,
  access: Access,
  plan: readonly Pick<PlannedScenario, 'access'>[] | undefined,
): string {
  const total = plan?.length ?? 0;
  const limited = plan?.filter((scenario) => accessOf(scenario, { access }) === 'namespace').length ?? 0;
  if (total === 0 ? access === 'namespace' : limited === total) return 'scripts limited to their namespace';
  return limited === 0 ? own : `${own}, ${limited} of ${total} limited to their namespace`;
}
