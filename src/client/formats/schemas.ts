import { z } from 'zod';
import { runReportSchema } from '../../results/index.ts';
import { metadataSchema } from '../../shared/metadata-schema.ts';
import { configJsonSchema } from '../config/config-json-schema.ts';
import { runEventSchema, runRecordSchema } from './event-document.ts';
import { listDocumentSchema, resultsDocumentSchema } from './run-document.ts';
import {
  describeDocumentSchema,
  planDocumentSchema,
  schedulesDocumentSchema,
  settingsDocumentSchema,
  statusDocumentSchema,
} from './sheet-documents.ts';

interface PublishedSchema {
  /** What it describes. */
  readonly of: string;
  readonly json: () => string;
}

/** Every JSON Schema that muster publishes, as `muster schema NAME` and as `schemas/NAME.schema.json`. */
export const publishedSchemas = {
  config: { of: 'muster.config.yaml and .json, and "muster" in package.json', json: configJsonSchema },
  scenario: { of: "the metadata block of a scenario's script", json: scenarioJsonSchema },
  report: { of: '.muster/run.json in a results directory', json: () => schemaText(runReportSchema) },
  results: { of: 'muster results -o json', json: () => schemaText(resultsDocumentSchema) },
  run: { of: 'muster run -o json, and muster rerun', json: () => schemaText(runRecordSchema) },
  events: { of: 'each line of muster run -o jsonl', json: () => schemaText(runEventSchema) },
  plan: { of: 'muster run --list -o json, and --dry-run', json: () => schemaText(planDocumentSchema) },
  list: { of: 'muster list -o json', json: () => schemaText(listDocumentSchema) },
  status: { of: 'muster status -o json', json: () => schemaText(statusDocumentSchema) },
  describe: { of: 'muster describe -o json', json: () => schemaText(describeDocumentSchema) },
  schedules: { of: 'muster schedule list -o json', json: () => schemaText(schedulesDocumentSchema) },
  settings: { of: 'muster config explain -o json', json: () => schemaText(settingsDocumentSchema) },
} as const satisfies Readonly<Record<string, PublishedSchema>>;

/** Open to fields that later versions add: readers pass over what they do not know. */
function schemaText(schema: z.ZodType): string {
  return textOf(z.toJSONSchema(schema, { io: 'input' }));
}

/** Every scalar of the block is taken as its text, so that `retries: 2` and `version: 3.10` need no quotes. */
function scenarioJsonSchema(): string {
  const schema = z.toJSONSchema(metadataSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'string') Object.assign(jsonSchema, { type: ['string', 'number', 'boolean'] });
    },
  });
  return textOf(schema);
}

function textOf(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
