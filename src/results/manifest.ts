import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';
import { resultsLayout, type ResultsLayout } from './layout.ts';

const manifestSchema = z.object({
  workflowId: z.string(),
  runId: z.string(),
  // Read back from disk and made into paths: nothing but plain names may come of it.
  resultNames: z.array(z.string().regex(/^[^/\\\0.][^/\\\0]*$/)),
});

/** Which run's files lie in the directory: the only files that a later run moves aside. */
export type Manifest = z.infer<typeof manifestSchema>;

export async function readManifest(layout: ResultsLayout): Promise<Manifest | undefined> {
  return manifestSchema.safeParse(await readJson(layout.manifest)).data;
}

/** The names of a run's result files; none when the directory is another's, or its manifest is gone. Never rejects. */
export async function readResultNames(dir: string, runId: string): Promise<readonly string[]> {
  const manifest = await readManifest(resultsLayout(dir)).catch(() => undefined);
  return manifest?.runId === runId ? manifest.resultNames : [];
}

export async function writeManifest(layout: ResultsLayout, manifest: Manifest): Promise<void> {
  await writeJson(layout.manifest, manifest);
}
