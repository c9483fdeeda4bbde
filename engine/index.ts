// The embedded engine: suggestions without a model, from the text it is given and nothing else.
export { predict } from './predict.ts'
export type { EngineRequest, EngineSource, EngineSuggestion } from './suggestion.ts'
