// Writes docs/configuration.md and docs/midfill.schema.json from the schemas, and deploy/grafana/midfill.json and the table of docs/models.md from the code.
import { readFileSync, writeFileSync } from 'node:fs'
import { configurationPage } from './configuration-page.ts'
import { dashboard } from './dashboard.ts'
import { fileSchema } from './file-schema.ts'
import { withTable } from './models-table.ts'

writeFileSync('docs/configuration.md', configurationPage())
writeFileSync('docs/midfill.schema.json', fileSchema())
writeFileSync('docs/models.md', withTable(readFileSync('docs/models.md', 'utf8')))
writeFileSync('deploy/grafana/midfill.json', dashboard())
