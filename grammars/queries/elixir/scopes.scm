((call target: (identifier) @word (do_block) @body) @scope.module
  (#any-of? @word "defmodule" "defprotocol" "defimpl"))
((call target: (identifier) @word (do_block) @body) @scope.function
  (#any-of? @word "def" "defp" "defmacro" "defmacrop"))
((call target: (identifier) @word (do_block) @body) @scope.block
  (#any-of? @word "describe" "test" "setup" "scope" "schema"))

; Half-written: the parser left head and body lying in an ERROR.
(ERROR "do" @unclosed.block)
(ERROR "fn" @unclosed)
