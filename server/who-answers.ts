import type { Config } from './config.ts'
import { summaryOf } from './config-file/plan.ts'

/** For the log, once at the start: where suggestions come from when neither a request nor GitLab has named a model. */
export function whoAnswers({ models, file }: Pick<Config, 'models' | 'file'>): string {
  if (models.isMocked) return 'No model is asked: a fixed text answers (AIGW_MOCK_MODEL_RESPONSES)'
  const plan = file?.reading.plan
  if (file && plan) return `Models are those of ${file.source.path}: ${summaryOf(plan)}`
  const { preset } = models
  if (!preset) return `${UNNAMED} the embedded engine answers; MIDFILL_MODEL_URL names one`
  const { origin, pathname } = new URL(preset.baseUrl)
  return `${UNNAMED} ${preset.model} at ${origin}${pathname} answers`
}

const UNNAMED = 'Where no model is named,'
