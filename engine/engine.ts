import { Around } from './around.ts'
import { statedConfidence, statedFeatures } from './confidence.ts'
import { currentFileOf, type FileRoom } from './current-file.ts'
import { type Decoder, firstLine, type Line } from './draft.ts'
import { EditedText } from './edited-text.ts'
import { evidenceOf } from './evidence.ts'
import { type Hole, holeOf } from './hole.ts'
import { KnownSteps } from './known-steps.ts'
import { Likeness } from './likeness.ts'
import type { MixingWeights } from './mixing.ts'
import { type Offered, offerOf } from './offer.ts'
import type { Desk } from './pen.ts'
import { askerOf } from './relations.ts'
import { Repeats } from './repeats.ts'
import type { OwnWeights } from './self-calibration.ts'
import { type NextToken, Stepper } from './step.ts'
import type { EngineRequest, EngineSuggestion } from './suggestion.ts'
import { TokenList } from './token-list.ts'
import { isBinary } from './two-parts.ts'
import { Vocabulary } from './vocabulary.ts'
import {
  CONFIDENCE_WEIGHTS,
  LIKENESS_WEIGHTS,
  MIXING_WEIGHTS,
  STATED_STEPS,
  STATED_WEIGHTS,
} from './weights.ts'
import { Workspace } from './workspace.ts'

/** Documents whose tokens are kept between questions. */
const MAX_DOCUMENTS = 4
const DEFAULT_MAX_LINES = 3

interface Draft {
  line: Line
  decoder: Decoder
}

export interface EngineOffer extends Offered {
  draft: Draft
  first: NextToken
}

export class Engine {
  readonly workspace: Workspace
  weights: MixingWeights = MIXING_WEIGHTS
  confidenceWeights: readonly number[] = CONFIDENCE_WEIGHTS
  statedWeights: readonly number[] = STATED_WEIGHTS
  readonly #vocabulary = new Vocabulary()
  readonly #room: FileRoom = {
    around: new Around(this.#vocabulary),
    repeats: new Repeats(),
    before: new TokenList(),
    after: new TokenList(),
    last: undefined,
  }
  readonly likeness = new Likeness(LIKENESS_WEIGHTS)
  readonly stepper = new Stepper()
  #asker = askerOf('')
  readonly #known = new KnownSteps()
  readonly #documents = new Map<string, EditedText>()

  constructor() {
    this.workspace = new Workspace(this.#vocabulary)
  }

  /** Takes over weights that were fitted to one person. */
  adopt({ confidence, stated }: OwnWeights): void {
    this.confidenceWeights = confidence
    this.statedWeights = stated
  }

  desk(request: EngineRequest): Desk | undefined {
    const hole = holeOf(request)
    if (!hole) return undefined
    const name = request.name ?? ''
    const text = this.#documentOf(name, hole)
    if (!text) return undefined
    const vocabulary = this.#vocabulary
    const file = currentFileOf(text, hole, this.#room, vocabulary)
    this.#known.begin({ file, name, version: this.workspace.version, weights: this.weights })
    if (name !== this.#asker.name) this.#asker = askerOf(name)
    const { likeness, workspace } = this
    workspace.standTo(this.#asker)
    const sources = { asker: this.#asker, vocabulary, file, likeness, workspace }
    return { sources, hole, style: text.style, known: this.#known }
  }

  draft(request: EngineRequest): Draft | undefined {
    const desk = this.desk(request)
    if (!desk) return undefined
    const decoder: Decoder = {
      desk,
      stepper: this.stepper,
      weights: this.weights,
      isPastDeadline: request.isPastDeadline ?? (() => false),
    }
    const line = firstLine(decoder)
    return line && { line, decoder }
  }

  /** What probably comes at the cursor. Undefined when unsure. Never throws; silent past the deadline. */
  suggest(request: EngineRequest): EngineSuggestion | undefined {
    const offer = this.offer(request)
    if (!offer) return undefined
    const { text, draft, first } = offer
    const evidence = evidenceOf(draft.decoder.desk.sources, first)
    const told = this.statedFeatures(offer)
    const confidence = statedConfidence(told, this.statedWeights, STATED_STEPS)
    return { text, confidence, evidence, matchedTokens: first.match }
  }

  /** The same with the confidence that it was chosen by, which is not the one that is told. */
  offer(request: EngineRequest): EngineOffer | undefined {
    if (request.isPastDeadline?.()) return undefined
    const draft = this.draft(request)
    const first = draft?.line.writing.first
    if (!draft || !first) return undefined
    const maxLines = request.maxLines ?? DEFAULT_MAX_LINES
    const offered = offerOf(draft.decoder, draft.line, this.confidenceWeights, maxLines)
    return offered && { ...offered, draft, first }
  }

  /** What is told of an offer is made of these. */
  statedFeatures({ text, confidence, draft, first }: EngineOffer): number[] {
    const { line, decoder } = draft
    const { repeatedShare } = this.workspace
    const { hole } = decoder.desk
    return statedFeatures({ text, confidence, line, first, hole, repeatedShare })
  }

  /** Undefined where the text is binary: of a known one, only what changed is looked through. */
  #documentOf(name: string, { text, lineStart }: Hole): EditedText | undefined {
    const known = this.#documents.get(name)
    this.#documents.delete(name)
    if (known ? !known.update(text, lineStart) : isBinary(text)) return undefined
    const document = known ?? new EditedText(this.#vocabulary, text, lineStart)
    this.#documents.set(name, document)
    const [oldest] = this.#documents.keys()
    if (this.#documents.size > MAX_DOCUMENTS && oldest !== undefined) this.#documents.delete(oldest)
    return document
  }
}
