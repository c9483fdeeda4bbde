(method body: (_)? @body) @scope.method
(singleton_method body: (_)? @body) @scope.method
(class body: (_)? @body) @scope.class
(singleton_class body: (_)? @body) @scope.class
(module body: (_)? @body) @scope.module

; Blocks, with the call they are given to: `it 'adds' do` and `Struct.new(:a) do` read as heads.
(call block: (do_block body: (_)? @body)) @scope.block
(assignment right: (call block: (do_block body: (_)? @body))) @scope.block
(assignment right: (lambda body: (_ body: (_)? @body))) @scope.function

; Half-written: the parser left head and body lying in an ERROR. What takes an `end` must be
; counted even if it makes no scope; it has no kind.
(ERROR "def" @unclosed.method)
(ERROR "class" @unclosed.class)
(ERROR "module" @unclosed.module)
(ERROR "do" @unclosed.block)
(ERROR ["begin" "case" "for" "if" "unless" "until" "while"] @unclosed)
