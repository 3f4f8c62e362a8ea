/**
 * Ends one thing after another, each whatever became of those before it: what cannot be ended must not keep the rest
 * open. Then throws what failed first.
 */
export async function endAll(endings: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
