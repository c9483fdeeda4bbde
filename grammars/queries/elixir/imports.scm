((call target: (identifier) @word) @import
  (#any-of? @word "import" "alias" "use" "require"))
; They stand inside of their module.
(call target: (identifier) @module (do_block (call target: (identifier) @word) @import)
  (#eq? @module "defmodule")
  (#any-of? @word "import" "alias" "use" "require"))
