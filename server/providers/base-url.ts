/** What people leave at the end of a base URL: its API version, twice at times, or a path of the API. */
const TAIL = /(?:\/+(?:v[12]|(?:chat\/)?completions))*\/*$/i

/**
 * Where a server's own paths begin: the base URL without `/v1`, query or slash at its end.
 * Only for servers that are known to keep their API there: elsewhere `/v1` may belong to the path.
 */
export function rootOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname.replace(TAIL, '')
}
