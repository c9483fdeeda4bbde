import { MidfillFile } from '../server/index.ts'

/** docs/midfill.schema.json, by which editors complete and check midfill.yaml; a test keeps the file equal to this. */
export const fileSchema = (): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...MidfillFile }, null, 2)}\n`
