/** For whoever leaves a run that goes on. */
export function followAdvice(runName: string): string[] {
  return [`run ${runName} goes on`, `  follow  muster watch ${runName}`, `  cancel  muster cancel ${runName}`];
}

/** For whoever leaves a run whose cancellation the server has accepted: there is nothing more to ask for. */
export function cancelledAdvice(runName: string): string[] {
  return [`the cancellation of run ${runName} is accepted; its clean-up goes on`, `  follow  muster watch ${runName}`];
}
