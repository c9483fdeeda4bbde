(statement_list (pipeline (pipeline_chain (command command_name: (command_name) @word))) @import
  (#match? @word "^([Ii]mport-[Mm]odule|using)$"))
(statement_list (pipeline (pipeline_chain (command . (command_invokation_operator) @dot))) @import
  (#eq? @dot "."))
