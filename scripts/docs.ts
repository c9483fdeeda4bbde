// Writes docs/configuration.md from the schemas.
import { writeFileSync } from 'node:fs'
import { configurationPage } from './configuration-page.ts'

writeFileSync('docs/configuration.md', configurationPage())
