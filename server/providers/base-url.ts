/** Paths of OpenAI's API and Mistral's, and of Ollama's: Open WebUI's own API begins with `/api`, too. */
const CALLS = ['v1/models', '(?:(?:chat|fim)/)?completions', 'api/(?:generate|chat|tags)(?=/*$)']
/** llama.cpp's, at the root only: elsewhere it may be the name of a deployment. */
const LLAMA_CPP = '^/+(?:completion|infill)/*$'
/** What people leave at the end of a base URL: its API version, twice at times, or a path of the API. */
const TAIL = new RegExp(`(?:/+(?:v[12]|${CALLS.join('|')}))*/*$|${LLAMA_CPP}`, 'i')

/**
 * Where a server's own paths begin: the base URL without `/v1`, query or slash at its end.
 * Only for servers that are known to keep their API there: elsewhere `/v1` may belong to the path.
 */
export function rootOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname.replace(TAIL, '')
}

const CALL = /\/+(?:chat\/)?completions\/*$/i

/** Of a server of which nothing is known but that it is OpenAI-compatible: the base, where the whole URL of a call was given. */
export const withoutCall = (url: string): string => url.replace(CALL, '')
