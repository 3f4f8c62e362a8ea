// Writes the JSON Schemas that the package publishes from the shapes that the program checks by. Needs a build.
import { writeFileSync } from 'node:fs';
import { publishedSchemas } from '../dist/client/formats/schemas.js';

for (const [name, schema] of Object.entries(publishedSchemas)) {
  writeFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), schema.json());
}
