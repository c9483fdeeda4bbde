import {createRequire as __cr} from 'module';const require=__cr(import.meta.url);
import {
  require_undici
} from "./chunk-2SHCTQY6.js";
import {
  GatewayFailure,
  StreamReader,
  suggestionInAnswer,
  v2Body,
  v4Body
} from "./chunk-F2A3LJV6.js";
import {
  VERSION,
  sseDecoder
} from "./chunk-OCWPY5U3.js";
import {
  __toESM
} from "./chunk-BRDZOXM4.js";

// lsp/gateway.ts
var import_undici = __toESM(require_undici(), 1);
var FEEDBACK_WITHIN_MS = 2e3;
var GatewayClient = class {
  #agent = new import_undici.Agent({ connect: { timeout: 5e3 }, keepAliveTimeout: 3e4 });
  /** Gateways that answered 404 on `/v4`: they are asked on `/v2`. */
  #withoutV4 = /* @__PURE__ */ new Set();
  #withoutFeedback = /* @__PURE__ */ new Set();
  /** Rejects with a GatewayFailure, or with the signal's reason; an abort closes the socket at once. */
  async suggest(address, question, signal) {
    if (this.#withoutV4.has(address.url)) return this.#askV2(address, question, signal);
    try {
      return await this.#askV4(address, question, signal);
    } catch (error) {
      const isOld = error instanceof GatewayFailure && (error.status === 404 || error.status === 405);
      if (!isOld) throw error;
      this.#withoutV4.add(address.url);
      return this.#askV2(address, question, signal);
    }
  }
  /** Rejects with a GatewayFailure; a gateway that knows no feedback is not told again. */
  async tell(address, events) {
    if (this.#withoutFeedback.has(address.url)) return;
    const signal = AbortSignal.timeout(FEEDBACK_WITHIN_MS);
    try {
      const body = await this.#post(address, "/v1/feedback", { events }, signal);
      await body.dump();
    } catch (error) {
      const isOther = error instanceof GatewayFailure && error.status === 404;
      if (isOther) this.#withoutFeedback.add(address.url);
      else throw error;
    }
  }
  close() {
    return this.#agent.destroy();
  }
  async #askV4(address, question, signal) {
    const body = await this.#post(address, "/v4/code/suggestions", v4Body(question), signal);
    const reader = new StreamReader();
    const decoder = sseDecoder((event) => reader.take(event));
    try {
      for await (const bytes of body) decoder.feed(bytes);
    } catch (cause) {
      throw signal.aborted ? cause : asFailure(cause);
    }
    return reader.result();
  }
  async #askV2(address, question, signal) {
    const body = await this.#post(address, "/v2/code/completions", v2Body(question), signal);
    try {
      return suggestionInAnswer(await body.json());
    } catch (cause) {
      throw signal.aborted ? cause : asFailure(cause);
    }
  }
  async #post(address, path, body, signal) {
    const base = new URL(address.url);
    const answer = await this.#send({
      origin: base.origin,
      path: base.pathname.replace(/\/+$/, "") + path,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": `midfill-lsp/${VERSION}`,
        ...address.apiKey ? { authorization: `Bearer ${address.apiKey}` } : {},
        ...address.timeoutMs ? { "x-midfill-timeout-ms": String(address.timeoutMs) } : {}
      },
      body: JSON.stringify(body),
      signal
    });
    if (answer.statusCode === 200 || answer.statusCode === 202) return answer.body;
    await answer.body.dump();
    throw new GatewayFailure(`the gateway answered ${answer.statusCode}`, {
      status: answer.statusCode
    });
  }
  async #send(options) {
    try {
      return await this.#agent.request(options);
    } catch (cause) {
      if (isAborted(options.signal)) throw cause;
      throw new GatewayFailure("the gateway cannot be reached", { cause });
    }
  }
};
var isAborted = (signal) => signal instanceof AbortSignal && signal.aborted;
var asFailure = (cause) => cause instanceof GatewayFailure ? cause : new GatewayFailure("the answer of the gateway cannot be read", { cause });
export {
  GatewayClient
};
