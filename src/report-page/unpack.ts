import type { ScenarioReport } from '../shared/run-report.ts';
import { CHUNK_ID, chunkOf, INDEX_ID, type PageIndex } from '../report/html/page-data.ts';

/** The index of the page's data. Throws in browsers that cannot unpack gzip, which then show the plain page. */
export async function readIndex(): Promise<PageIndex> {
  return JSON.parse(await unpacked(INDEX_ID)) as PageIndex;
}

const chunks = new Map<number, Promise<readonly ScenarioReport[]>>();

/** All that is known of a scenario, by its place in the plan. */
export async function readScenario(place: number, path: string): Promise<ScenarioReport | undefined> {
  const number = chunkOf(place);
  const chunk = chunks.get(number) ?? unpacked(`${CHUNK_ID}${number}`).then(scenariosOf);
  chunks.set(number, chunk);
  return (await chunk).find((scenario) => scenario.path === path);
}

function scenariosOf(text: string): readonly ScenarioReport[] {
  return JSON.parse(text) as ScenarioReport[];
}

async function unpacked(id: string): Promise<string> {
  const packed = document.getElementById(id)?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
