// The embedded engine: suggestions without a model, from the text it is given and nothing else.
export { Engine } from './engine.ts'
export { predict } from './predict.ts'
export { calibrating, type OwnWeights, type WrittenLine } from './self-calibration.ts'
export type {
  EngineRequest,
  EngineSource,
  EngineSuggestion,
  Evidence,
  StatelessRequest,
} from './suggestion.ts'
export { DEFAULT_LIMITS, type WorkspaceLimits } from './workspace.ts'
