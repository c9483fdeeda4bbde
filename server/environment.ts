// What the gateway can be told through the environment. docs/configuration.md is generated from this table.
// AIGW_ names mean what they mean to GitLab's AI Gateway; MIDFILL_ names are our own.
import Type from 'typebox'

const text = (preset: string, description: string) => Type.String({ default: preset, description })
const flag = (preset: boolean, description: string) =>
  Type.Boolean({ default: preset, description })
const integer = (preset: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: preset, minimum, maximum, description })

/** Longest timeout that makes sense: what GitLab allows for its own. */
const MAX_TIMEOUT_MS = 600_000

/** Every variable is optional. Values arrive as text; `loadConfig` turns them into the type given here. */
export const ENVIRONMENT = {
  AIGW_FASTAPI__API_HOST: text(
    '',
    'Address to listen on. Default: 0.0.0.0, or 127.0.0.1 while nothing says who may ask.',
  ),
  AIGW_FASTAPI__API_PORT: integer(5052, 0, 65_535, 'Port to listen on; 0 takes a free one.'),
  AIGW_FASTAPI__DOCS_URL: text('', 'Path of a page about the API, e.g. /docs. Empty: none.'),
  AIGW_FASTAPI__OPENAPI_URL: text('', 'Path of the OpenAPI document, e.g. /openapi.json.'),
  AIGW_FASTAPI__REDOC_URL: text('', 'A second path for the page about the API.'),
  MIDFILL_DRAIN_MS: integer(
    0,
    0,
    MAX_TIMEOUT_MS,
    'After SIGTERM: how long requests are still taken, while `/monitoring/ready` says 503 and answers end their connections. Behind a load balancer: longer than it takes to look twice. Then open streams get up to 25 s more.',
  ),
  AIGW_FASTAPI__METRICS_HOST: text('', 'Address of the metrics. Empty: as AIGW_FASTAPI__API_HOST.'),
  AIGW_FASTAPI__METRICS_PORT: integer(
    8082,
    0,
    65_535,
    "Port of `/metrics`, without TLS and tokens; the gateway's own port is possible, 0 switches metrics off.",
  ),
  AIGW_FASTAPI__TLS__ENABLED: flag(false, 'Listen with TLS.'),
  AIGW_FASTAPI__TLS__CERT_FILE: text('', 'Certificate chain, PEM; read again when it changes.'),
  AIGW_FASTAPI__TLS__KEY_FILE: text('', 'Private key, PEM; read again when it changes.'),
  AIGW_FASTAPI__TLS__SSL_CIPHERS: text('', "Cipher list of OpenSSL. Empty: Node.js's own."),

  AIGW_GITLAB_URL: text(
    '',
    'GitLab instances whose tokens are accepted, comma-separated. https:// is assumed.',
  ),
  AIGW_GITLAB_API_URL: text('', 'Accepted for compatibility; nothing here calls that API.'),
  AIGW_CUSTOMER_PORTAL_URL: text(
    '',
    'Customers portal whose tokens are accepted. Empty: none, and nothing is asked.',
  ),
  AIGW_CLOUD_CONNECTOR_SERVICE_NAME: text(
    'gitlab-ai-gateway',
    'Audience of accepted tokens and issuer of our own.',
  ),
  CLOUD_CONNECTOR_SERVICE_NAME: text('', 'Older name of AIGW_CLOUD_CONNECTOR_SERVICE_NAME.'),
  AIGW_AUTH__BYPASS_EXTERNAL: flag(false, 'Let everybody in. For tests only.'),
  AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER: flag(
    false,
    'Let everybody in who sends `Bypass-Auth: true`. For tests only.',
  ),
  AIGW_AUTH__BYPASS_JWT_SIGNATURE: flag(
    false,
    'Believe tokens without checking their signature. For tests only.',
  ),
  AIGW_SELF_SIGNED_JWT__SIGNING_KEY: text(
    '',
    'RSA private key, PEM, that signs tokens for direct connections. Empty: one is made and kept.',
  ),
  AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: text(
    '',
    'Former signing key, PEM, whose tokens are still accepted.',
  ),
  MIDFILL_SIGNING_SECRET: text(
    '',
    'Secret of 32 characters or more from which all replicas derive the same signing key, where none is given.',
  ),
  MIDFILL_SIGNING_KEY_FILE: text(
    '',
    'File where a made signing key is kept. Empty: it lives in memory and ends with the process.',
  ),
  MIDFILL_API_KEYS: text(
    '',
    'Comma-separated keys that are accepted as `Authorization: Bearer <key>`.',
  ),

  MIDFILL_CONFIG: text(
    '',
    'Path of midfill.yaml: deployments, rules, percentages; see docs/routing.md. Empty: none.',
  ),
  MIDFILL_REDIS_URL: text(
    '',
    'Redis or Valkey in which several gateways count limits and experiments together: `redis://:password@host:6379/0`, or `rediss://` for TLS. Empty, or while it does not answer: each counts alone.',
  ),
  MIDFILL_ADMIN_TOKEN: text(
    '',
    'Bearer of 16 characters or more that opens /admin/status and /admin/experiments. Empty: they are not served.',
  ),

  AIGW_CUSTOM_MODELS__ENABLED: flag(true, 'Whether a request may name its own model server.'),
  AIGW_CUSTOM_MODELS__DISABLE_STREAMING: flag(
    false,
    'Never stream from the model; a client that asked for a stream gets one chunk.',
  ),
  AIGW_CUSTOM_MODELS__EXTRA_HEADERS: text(
    '',
    'JSON object of headers that are added to every request to a model.',
  ),
  MIDFILL_MODEL_HOSTS: text(
    '',
    'Hosts that a request may name as model server, comma-separated, `*` for any part: `*.models.lan:8000`. Empty: any host. Cloud metadata and link-local addresses are always refused.',
  ),
  MIDFILL_MODEL_URL: text(
    '',
    'Base URL of the model server for requests that name none; which dialect it speaks is found by asking it. Empty: the embedded engine answers them.',
  ),
  MIDFILL_MODEL_FAMILY: text('codestral', 'Family of that model: codestral, codegemma, mistral …'),
  MIDFILL_MODEL_NAME: text('', 'Name of that model as its server knows it. Empty: the family.'),
  MIDFILL_MODEL_API_KEY: text('', 'Key for that server.'),
  AWS_REGION: text(
    '',
    'Region of Amazon Bedrock, for identifiers `bedrock/…`. Credentials come from where AWS keeps them.',
  ),
  AWS_REGION_NAME: text('', 'Older name of AWS_REGION.'),
  AWS_BEARER_TOKEN_BEDROCK: text('', "Bedrock's API key, in place of credentials that sign."),
  AWS_BEDROCK_RUNTIME_ENDPOINT: text('', 'Base URL of Bedrock in a private network.'),
  VERTEXAI_PROJECT: text(
    '',
    'Project of Vertex AI, for identifiers `vertex_ai/…`. Credentials come from where Google keeps them.',
  ),
  VERTEXAI_LOCATION: text('', 'Location of Vertex AI: `europe-west4`, or `global`.'),
  VERTEXAI_API_BASE: text('', 'Base URL of Vertex AI in a private network, ending in `/v1`.'),
  AIGW_GOOGLE_CLOUD_PLATFORM__LOCATION: text(
    'us-central1',
    "The `region` that answers name; GitLab's language server drops streams that name none.",
  ),
  AIGW_MOCK_MODEL_RESPONSES: flag(
    false,
    'Answer in place of every model with a fixed text, to try a set-up without one.',
  ),
  AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    maximum: 600,
    description: 'Seconds that a streaming model may be silent, before its answer and within it.',
  }),
  MIDFILL_TOTAL_TIMEOUT_MS: integer(
    50_000,
    1,
    MAX_TIMEOUT_MS,
    "Longest time that an answer of a model may take. GitLab's proxy gives up after 55 s without headers.",
  ),

  MIDFILL_MODEL_METRICS_MS: integer(
    0,
    0,
    MAX_TIMEOUT_MS,
    'How often vLLM servers are asked how many calls wait there (`/metrics`), where there are several to choose from; 0: never.',
  ),
  MIDFILL_ANSWER_CACHE_MS: integer(
    0,
    0,
    MAX_TIMEOUT_MS,
    'How long a completion in one piece is given again to who asks exactly the same; 0: not at all.',
  ),
  MIDFILL_GENERATION_CACHE_MS: integer(
    0,
    0,
    MAX_TIMEOUT_MS,
    'The same for generations in one piece, where asking again often means wanting another; 0: not at all.',
  ),

  AIGW_LOGGING__LEVEL: text('info', 'debug, info, warning or error; any case.'),
  AIGW_LOGGING__FORMAT_JSON: flag(true, 'Accepted for compatibility; the log is always JSON.'),
  AIGW_LOGGING__TO_FILE: text('', 'File to write the log to, in place of standard output.'),
  AIGW_LOGGING__ENABLE_REQUEST_LOGGING: flag(
    false,
    'Accepted for compatibility; code is logged only for requests with the verbose header.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    '',
    'OpenTelemetry collector that traces are sent to, OTLP over HTTP: `http://collector:4318`. Empty: none; the header `traceparent` is passed on to models all the same.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: text('', 'Headers for the collector: `name=value,name=value`.'),
  OTEL_SERVICE_NAME: text('midfill', 'Name of this service in traces.'),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'Share of the requests that begin a trace, where they come without one.',
  }),
  MIDFILL_EVENTS: text(
    '',
    'Where a JSON line is written for each step of a suggestion (requested, answered, shown, accepted …): `stdout`, or a file. Never holds code or names. Empty: nowhere.',
  ),
  AIGW_FEATURE_FLAGS__DISALLOWED_FLAGS: text(
    '',
    'JSON object: for each realm, feature flags that are not echoed.',
  ),
  AIGW_ENVIRONMENT: text('production', 'Accepted for compatibility; nothing depends on it.'),

  AIGW_MTLS__ENABLED: flag(false, 'Show a client certificate to model servers.'),
  AIGW_MTLS__CERT_FILE: text('', 'That certificate, PEM.'),
  AIGW_MTLS__KEY_FILE: text('', 'Its private key, PEM.'),
  AIGW_MTLS__KEY_PASSWORD: text('', 'Password of that key.'),
  AIGW_MTLS__VERIFY: flag(true, "Check the certificates of model servers and of GitLab's."),
  AIGW_MTLS__CA_BUNDLE: text('', 'CA bundle, PEM, that adds up with those below.'),
  HTTP_PROXY: text('', 'Proxy for http:// servers; http_proxy means the same.'),
  HTTPS_PROXY: text('', 'Proxy for https:// servers; https_proxy means the same.'),
  NO_PROXY: text(
    '',
    'Hosts, domains, addresses and networks (10.0.0.0/8) that are called directly, each also with a port, comma-separated; `*` is all. no_proxy means the same.',
  ),
  SSL_CERT_FILE: text('', 'CA bundle, PEM, trusted besides the usual ones.'),
  REQUESTS_CA_BUNDLE: text('', 'One more CA bundle, PEM; all three add up.'),
  NODE_EXTRA_CA_CERTS: text('', 'One more CA bundle, PEM.'),
}
export type EnvironmentName = keyof typeof ENVIRONMENT

/** Beginnings of names that GitLab's gateway reads for features which this one does not have. */
export const FOREIGN_NAMES = [
  'AIGW_AMAZON_Q__',
  'AIGW_BEDROCK_GUARDRAIL_CONFIG',
  'AIGW_BILLING_EVENT__',
  'AIGW_DEFAULT_PROMPTS',
  'AIGW_DUO_CHAT__',
  'AIGW_FASTAPI__RELOAD',
  'AIGW_FASTAPI__UVICORN_LOGGER',
  'AIGW_FEATURE_FLAGS__',
  'AIGW_FIREWORKS_API_BASE_URL',
  'AIGW_GOOGLE_CLOUD_',
  'AIGW_INSTRUMENTATOR__',
  'AIGW_INTERNAL_EVENT__',
  'AIGW_LITELLM__',
  'AIGW_LOGGING__ENABLE_LITELLM_LOGGING',
  'AIGW_MOCK_USAGE_CREDITS',
  'AIGW_MODEL_ENGINE_',
  'AIGW_MODEL_KEYS__',
  'AIGW_MODEL_SELECTION__',
  'AIGW_PROXY_ENDPOINTS__',
  'AIGW_SNOWPLOW__',
  'AIGW_VERTEX_',
]
