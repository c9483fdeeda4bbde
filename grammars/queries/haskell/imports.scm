(imports (import) @import)
