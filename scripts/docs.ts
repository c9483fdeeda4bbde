// Writes docs/configuration.md, docs/midfill.schema.json and VS Code's settings from the schemas, the dashboard from its table,
// and the table of docs/models.md from the code.
import { readFileSync, writeFileSync } from 'node:fs'
import { configurationPage } from './configuration-page.ts'
import { dashboard } from './dashboard.ts'
import { fileSchema } from './file-schema.ts'
import { withTable } from './models-table.ts'
import { MANIFEST, withSettings } from './vscode-manifest.ts'

writeFileSync('docs/configuration.md', configurationPage())
writeFileSync('docs/midfill.schema.json', fileSchema())
writeFileSync('docs/models.md', withTable(readFileSync('docs/models.md', 'utf8')))
writeFileSync('deploy/grafana/midfill.json', dashboard())
writeFileSync(MANIFEST, withSettings(readFileSync(MANIFEST, 'utf8')))
