(abstract_class_declaration) @owner
