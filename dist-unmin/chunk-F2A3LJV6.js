import {createRequire as __cr} from 'module';const require=__cr(import.meta.url);
import {
  CompletionsAnswer,
  ContentChunk,
  StreamError,
  StreamStart,
  checker
} from "./chunk-OCWPY5U3.js";

// lsp/gateway-wire.ts
var GatewayFailure = class extends Error {
  status;
  constructor(message, options = {}) {
    super(message, { cause: options.cause });
    this.name = "GatewayFailure";
    this.status = options.status;
  }
};
var MAX_ANSWER_CHARS = 1e6;
var readCompletions = checker(CompletionsAnswer);
var readStart = checker(StreamStart);
var readChunk = checker(ContentChunk);
var readError = checker(StreamError);
var StreamReader = class {
  #isDone = false;
  #id = "";
  #model = { engine: "", name: "" };
  #text = "";
  take({ name, data }) {
    const value = JSON.parse(data);
    if (name === "stream_start") this.#start(value);
    else if (name === "content_chunk") this.#append(value);
    else if (name === "error") throw new GatewayFailure(failureIn(value));
    else if (name === "stream_end") this.#isDone = true;
  }
  result() {
    if (!this.#isDone) throw new GatewayFailure("the gateway broke off in the middle of its answer");
    return suggestionFrom(this.#id, this.#model, this.#text);
  }
  #start(value) {
    const start = readStart(value).value;
    if (!start) return;
    this.#id = start.id ?? "";
    this.#model = start.metadata.model;
  }
  #append(value) {
    const chunk = readChunk(value).value;
    this.#text += chunk?.choices[0]?.delta.content ?? "";
    if (this.#text.length > MAX_ANSWER_CHARS) throw new GatewayFailure("the answer is too long");
  }
};
var failureIn = (value) => {
  const failure = readError(value).value;
  return failure ? `the gateway reports ${failure.code}` : "the gateway reports an error";
};
function suggestionInAnswer(json) {
  const { value } = readCompletions(json);
  if (!value) throw new GatewayFailure("the gateway answered in a form that is not known");
  return suggestionFrom(value.id, value.model, value.choices[0]?.text ?? "");
}
var suggestionFrom = (id, model, text) => ({
  id,
  text,
  source: model.engine === "midfill" && model.name === "embedded" ? "embedded" : "model",
  model: model.name
});
var v4Body = ({ fileName, languageId, prefix, suffix, snippets }) => ({
  prompt_components: [
    {
      type: "code_editor_completion",
      payload: {
        file_name: fileName,
        language_identifier: languageId,
        content_above_cursor: prefix,
        content_below_cursor: suffix,
        stream: true
      }
    },
    ...snippets.map((payload) => ({
      type: "code_context",
      payload: { type: "snippet", ...payload }
    }))
  ]
});
var v2Body = ({ fileName, languageId, prefix, suffix, snippets }) => ({
  prompt_version: 1,
  current_file: {
    file_name: fileName,
    language_identifier: languageId,
    content_above_cursor: prefix,
    content_below_cursor: suffix
  },
  context: snippets.map((snippet) => ({ type: "snippet", ...snippet })),
  stream: false
});

export {
  GatewayFailure,
  StreamReader,
  suggestionInAnswer,
  v4Body,
  v2Body
};
