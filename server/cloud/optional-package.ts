import { GatewayError } from '../../protocol/index.ts'

/** A package that only some need. Rejects with a GatewayError that says what to install where it is missing. */
export async function optionalPackage<T>(
  loading: Promise<T>,
  { cloud, packages }: { cloud: string; packages: string },
): Promise<T> {
  try {
    return await loading
  } catch (cause) {
    const message = `${cloud} needs packages that are not installed: npm install ${packages}`
    throw new GatewayError('upstream_unavailable', message, { cause })
  }
}
