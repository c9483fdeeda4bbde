(using_directive) @import
(extern_alias_directive) @import
(namespace_declaration (declaration_list (using_directive) @import))
