import type { FailureType } from '../shared/failure-types.ts';

/** A scenarios directory, selection or script that cannot be planned; trying again changes nothing. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}
