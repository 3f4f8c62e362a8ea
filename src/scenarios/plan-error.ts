import type { FailureType } from '../shared/failure-types.ts';

/** A scenarios directory, selection or script that cannot be planned; trying again changes nothing. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly type: FailureType;
  /** What helps in this very case, when the type alone does not say it. */
  readonly fix?: string;

  constructor(type: FailureType, message: string, options: ErrorOptions & { readonly fix?: string } = {}) {
    super(message, options);
    this.type = type;
    if (options.fix !== undefined) this.fix = options.fix;
  }
}
