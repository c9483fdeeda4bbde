(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import

; `try: import a`, `except ImportError: import b`, `if TYPE_CHECKING: import c`
(try_statement [
  (block [(import_statement) (import_from_statement)] @import)
  (except_clause (block [(import_statement) (import_from_statement)] @import))
])
(if_statement (block [(import_statement) (import_from_statement)] @import))
