/**
 * The path as our routes know it. GitLab writes `%2F` in prompt ids, older versions double the first slash,
 * and some load balancers put `/ai` in front. GitLab's proxy follows no redirects, so all are served in place.
 */
export function plainPath(url: string): string {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  if (!/%2f|\/\/|^\/ai\//i.test(path)) return url
  const plain = path
    .replace(/%2f/gi, '/')
    .replace(/\/{2,}/g, '/')
    .replace(/^\/ai\//, '/')
  return end < 0 ? plain : plain + url.slice(end)
}
