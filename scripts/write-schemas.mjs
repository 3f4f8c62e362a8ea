// Writes the JSON Schemas that the package publishes from the shapes that the program checks by. Needs a build.
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../dist/client/config/config-json-schema.js';

writeFileSync(new URL('../schemas/config.schema.json', import.meta.url), configJsonSchema());
