/**
 * The path as our routes know it. GitLab writes `%2F` in prompt ids, older versions double the first slash,
 * and some load balancers put `/ai` in front. GitLab's proxy follows no redirects, so all are served in place.
 * A whole URL in place of a path is how clients ask a proxy; its host says nothing.
 */
export function plainPath(url: string): string {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  if (!/%|\/\/|^\/ai\//i.test(path)) return url
  const plain = decodable(path)
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/%2f/gi, '/')
    .replace(/\/{2,}/g, '/')
    .replace(/^\/ai\//, '/')
  return end < 0 ? plain : plain + url.slice(end)
}

/** What is no encoding of anything would be refused before authentication and log; like this it is just unknown. */
function decodable(path: string): string {
  try {
    decodeURIComponent(path)
    return path
  } catch {
    return path.replaceAll('%', '%25')
  }
}
