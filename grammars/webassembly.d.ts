// The part of WebAssembly that parser.ts uses. TypeScript knows it only with the types of browsers,
// which would also make `window` and `document` look usable here.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
    static exports(module: Module): { readonly name: string }[]
  }
  class Memory {
    constructor(pages: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
  }
  class RuntimeError extends Error {}
}
