(abstract_class_declaration body: (_) @body)
