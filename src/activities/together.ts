/**
 * Runs the parts at once, each with a signal that aborts with the given one or when another part fails. Settles when all
 * of them have: none goes on beside the next try. Throws what failed first.
 */
export async function together(
  signal: AbortSignal,
  parts: readonly ((signal: AbortSignal) => Promise<unknown>)[],
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  await Promise.all(
    parts.map(async (part) => {
      try {
        await part(either);
      } catch (error) {
        failed.abort(error);
      }
    }),
  );
  failed.signal.throwIfAborted();
}
