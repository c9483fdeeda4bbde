// Writes docs/configuration.md and docs/midfill.schema.json from the schemas.
import { writeFileSync } from 'node:fs'
import { configurationPage } from './configuration-page.ts'
import { fileSchema } from './file-schema.ts'

writeFileSync('docs/configuration.md', configurationPage())
writeFileSync('docs/midfill.schema.json', fileSchema())
