-- Switches suggestions off and on, for everything or for one language; the servers that run are told.
local options = require('midfill.options')
local wire = require('midfill.wire')

local M = {}

local function tell_servers()
  local settings = require('midfill.server').settings()
  for _, client in ipairs(vim.lsp.get_clients({ name = 'midfill' })) do
    client.settings = settings
    wire.notify(client, 'workspace/didChangeConfiguration', { settings = settings })
  end
end

local function without(list, value)
  return vim.tbl_filter(function(one)
    return one ~= value
  end, list)
end

--- @param language? string a file type; everything if absent
--- @return string message what is the case now
function M.toggle(language)
  local section = vim.tbl_deep_extend('force', { codeCompletion = {} }, options.current.settings)
  local completion = section.codeCompletion
  local is_on
  if language then
    local id = require('midfill.server').LANGUAGE_IDS[language] or language
    local disabled = completion.disabledSupportedLanguages or {}
    is_on = vim.tbl_contains(disabled, id)
    completion.disabledSupportedLanguages = is_on and without(disabled, id) or vim.list_extend({ id }, disabled)
  else
    is_on = completion.enabled == false
    completion.enabled = is_on
  end
  options.current = vim.tbl_extend('force', options.current, { settings = section })
  tell_servers()
  return ('suggestions%s are %s'):format(language and (' for ' .. language) or '', is_on and 'on' or 'off')
end

return M
