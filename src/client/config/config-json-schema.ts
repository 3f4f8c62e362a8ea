import { z } from 'zod';
import { configSchema } from './config-schema.ts';

/** The shape of a configuration file as JSON Schema, for editors; published as `schemas/config.schema.json`. */
export function configJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`;
}
