; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
((call target: (identifier) @word (do_block) @body)
  (#any-of? @word "def" "defp" "defmacro" "defmacrop" "defmodule"))
