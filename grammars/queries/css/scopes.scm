(rule_set (block) @body) @scope.block
(media_statement (block) @body) @scope.block
(at_rule (block) @body) @scope.block
