[
  (preproc_include)
  (using_declaration)
  (alias_declaration)
  (namespace_alias_definition)
] @import

; Behind a header guard or another condition, and inside a namespace.
(preproc_ifdef [(preproc_include) (using_declaration) (alias_declaration)] @import)
(preproc_if [(preproc_include) (using_declaration) (alias_declaration)] @import)
(namespace_definition
  (declaration_list [(using_declaration) (alias_declaration) (namespace_alias_definition)] @import))
