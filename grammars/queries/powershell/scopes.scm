(function_statement "{" @body.start) @scope.function
(class_statement "{" @body.start) @scope.class
(class_method_definition "{" @body.start) @scope.method
