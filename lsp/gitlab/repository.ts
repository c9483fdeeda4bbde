// Which project of a GitLab instance a folder belongs to: told by the remotes of its git repository.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

export interface Repository {
  /** Absolute. */
  root: string
  /** Path of its project, such as `group/app`; undefined: it has none at that instance. */
  project: string | undefined
}

/** The innermost repository that holds a folder. */
export async function repositoryAt(
  folder: string,
  baseUrl: string,
): Promise<Repository | undefined> {
  for (let root = folder; ; root = dirname(root)) {
    const config = (await textOf(`${root}/.git/config`)) ?? (await linkedConfig(root))
    if (config !== undefined) return { root, project: projectIn(config, baseUrl) }
    if (dirname(root) === root) return undefined
  }
}

function projectIn(config: string, baseUrl: string): string | undefined {
  const paths = remotesIn(config).map((url) => projectPathIn(url, baseUrl))
  return paths.find((path) => path !== undefined)
}

/** Submodules and further working trees have a file that says where the rest is. */
async function linkedConfig(folder: string): Promise<string | undefined> {
  const [, target] = /^gitdir:\s*(.+)/.exec((await textOf(`${folder}/.git`)) ?? '') ?? []
  if (target === undefined) return undefined
  const git = resolve(folder, target.trim())
  const own = await textOf(`${git}/config`)
  if (own !== undefined) return own
  const common = await textOf(`${git}/commondir`)
  return common === undefined ? undefined : textOf(`${resolve(git, common.trim())}/config`)
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // Not there, or nothing that may be read: the same to us.
  }
}

/** `origin` first: where a fork has several, that is where its owner works. */
function remotesIn(config: string): string[] {
  const sections = config.split(/^\s*\[/m)
  const urls = sections.flatMap((section) => {
    const [, name] = /^remote\s+"([^"]+)"\]/.exec(section) ?? []
    const [, url] = /^\s*url\s*=\s*(.+?)\s*$/m.exec(section) ?? []
    return name !== undefined && url !== undefined ? [{ name, url }] : []
  })
  const isOrigin = ({ name }: { name: string }): number => Number(name === 'origin')
  return urls.sort((a, b) => isOrigin(b) - isOrigin(a)).map(({ url }) => url)
}

/** `https://host/group/app.git`, `ssh://git@host:22/group/app.git`, `git@host:group/app.git`. */
export function projectPathIn(remote: string, baseUrl: string): string | undefined {
  const base = new URL(baseUrl)
  const [, shortHost, shortPath = ''] = /^(?:[^@/]+@)?([^:/@]+):(?!\/\/)(.+)$/.exec(remote) ?? []
  const url = remote.includes('://') && URL.canParse(remote) ? new URL(remote) : undefined
  const host = url?.hostname ?? shortHost
  if (host?.toLowerCase() !== base.hostname) return undefined
  const below = base.pathname.replace(/\/+$/, '')
  const isWeb = url?.protocol.startsWith('http') === true
  const path = url?.pathname ?? `/${shortPath.replace(/^\/+/, '')}`
  if (isWeb && !path.startsWith(`${below}/`)) return undefined
  const own = decodeURIComponent(isWeb ? path.slice(below.length) : path)
  const project = own.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
  return project.includes('/') ? project : undefined
}
