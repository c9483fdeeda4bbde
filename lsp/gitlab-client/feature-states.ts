// What GitLab's clients show in their status: which checks stop suggestions, the weightiest first.
import type { GitlabProblem } from '../gitlab/checks.ts'

export interface StateInputs {
  baseUrl: string
  hasToken: boolean
  problems: readonly GitlabProblem[]
  isEnabled: boolean
  isApiFailing: boolean
  /** Of the document that the editor shows; undefined: it gets suggestions, or there is none. */
  language: 'unsupported' | 'disabled' | undefined
  /** Whether its project has switched GitLab Duo off. */
  isProjectOff: boolean
}

interface FeatureCheck {
  checkId: string
  details: string
  engaged: boolean
  context?: object
}

export interface FeatureState {
  featureId: string
  engagedChecks: FeatureCheck[]
  allChecks: FeatureCheck[]
}

export function featureStates(inputs: StateInputs): FeatureState[] {
  const authentication = authenticationCheck(inputs, !inputs.hasToken)
  return [
    state('authentication', [authentication]),
    // Without a token the embedded engine suggests: nothing is wrong then.
    state('code_suggestions', [authenticationCheck(inputs, false), ...suggestionChecks(inputs)]),
  ]
}

function authenticationCheck({ problems }: StateInputs, isMissing: boolean): FeatureCheck {
  const checkId = 'authentication-required'
  const engaged = isMissing || problems.some(({ check }) => check === checkId)
  return { checkId, details: 'You need to authenticate with GitLab.', engaged }
}

function suggestionChecks(inputs: StateInputs): FeatureCheck[] {
  const { problems, baseUrl, language } = inputs
  const old = problems.find(({ check }) => check === 'code-suggestions-unsupported-gitlab-version')
  const version = old && 'version' in old ? old.version : undefined
  return [
    {
      checkId: 'code-suggestions-disabled-by-user',
      details: 'Code suggestions are switched off in the settings.',
      engaged: !inputs.isEnabled,
    },
    {
      checkId: 'code-suggestions-api-error',
      details: 'GitLab does not answer requests for code suggestions.',
      engaged: inputs.isApiFailing,
    },
    {
      checkId: 'code-suggestions-unsupported-gitlab-version',
      details: 'Code suggestions need GitLab 16.8 or later.',
      engaged: version !== undefined,
      ...(version ? { context: { version, baseUrl } } : {}),
    },
    {
      checkId: 'code-suggestions-no-license',
      details: 'Code suggestions need a GitLab Duo seat.',
      engaged: problems.some(({ check }) => check === 'code-suggestions-no-license'),
    },
    {
      checkId: 'duo-disabled-for-project',
      details: 'GitLab Duo is switched off for this project.',
      engaged: inputs.isProjectOff,
    },
    languageCheck('unsupported', 'has no suggestions by itself', language),
    languageCheck('disabled', 'is switched off in the settings', language),
  ]
}

const languageCheck = (
  kind: 'unsupported' | 'disabled',
  words: string,
  language: StateInputs['language'],
): FeatureCheck => ({
  checkId: `code-suggestions-document-${kind}-language`,
  details: `The language of this document ${words}.`,
  engaged: language === kind,
})

const state = (featureId: string, allChecks: FeatureCheck[]): FeatureState => ({
  featureId,
  engagedChecks: allChecks.filter(({ engaged }) => engaged),
  allChecks,
})
