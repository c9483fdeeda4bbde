// Writes docs/configuration.md from the schemas, and the table of docs/models.md from the code.
import { readFileSync, writeFileSync } from 'node:fs'
import { configurationPage } from './configuration-page.ts'
import { withTable } from './models-table.ts'

writeFileSync('docs/configuration.md', configurationPage())
writeFileSync('docs/models.md', withTable(readFileSync('docs/models.md', 'utf8')))
