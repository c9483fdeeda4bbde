(block (block_start) @body.start) @scope.block
