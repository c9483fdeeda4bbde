; What TypeScript's grammar calls by another name.
(field_definition value: [(arrow_function) (function_expression)] @owner) @scope.method
