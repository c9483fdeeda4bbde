-- What happens in the editor, and what follows from it.
local menu = require('midfill.menu')
local options = require('midfill.options')
local server = require('midfill.server')
local suggestion = require('midfill.suggestion')
local wire = require('midfill.wire')

local M = {}

--- A macro that is played back is no person who waits for a suggestion. One that is recorded would hold the key that
--- accepts it, which does something else when nothing is suggested; and where 'paste' is set, no key accepts.
local function is_typing()
  local is_macro = vim.fn.reg_executing() ~= '' or vim.fn.reg_recording() ~= ''
  return not is_macro and not vim.o.paste and vim.api.nvim_get_mode().mode:sub(1, 1) == 'i'
end

function M.ask_if_typing()
  if options.current.auto and is_typing() then
    suggestion.ask('automatic')
  end
end

local function changed()
  suggestion.refresh()
  M.ask_if_typing()
end

--- `textDocument/didFocus`: what the server says of itself is about the document in front.
function M.focused(client, buf)
  local document = { uri = vim.uri_from_bufnr(buf) }
  wire.notify(client, 'textDocument/didFocus', { textDocument = document })
end

function M.watch()
  local group = vim.api.nvim_create_augroup('midfill', {})
  local on = function(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, callback = callback })
  end
  -- A buffer that got its file type by hand has its name with the first write.
  on({ 'FileType', 'BufWritePost' }, function(args)
    server.attach(args.buf)
  end)
  on('BufEnter', function(args)
    local client = wire.client_of(args.buf)
    if client then
      M.focused(client, args.buf)
    end
  end)
  -- Both run before the screen is drawn: the grey text moves in the same frame as the key.
  on({ 'TextChangedI', 'TextChangedP' }, changed)
  on('CursorMovedI', suggestion.refresh)
  on('InsertEnter', M.ask_if_typing)
  on({ 'InsertLeave', 'BufLeave', 'WinLeave' }, suggestion.dismiss)
  menu.watch(group, suggestion.refresh)
  server.attach_all()
end

return M
