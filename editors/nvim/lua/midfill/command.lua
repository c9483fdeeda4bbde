-- `:Midfill status|why|snooze|toggle|log`.
local wire = require('midfill.wire')

local M = {}

local METHOD_NOT_FOUND = -32601

local function say(message)
  vim.notify('midfill: ' .. message)
end

--- @return vim.lsp.Client?
local function client_here()
  local client = wire.client_of(0)
  if not client then
    say('no server looks after this buffer, see :checkhealth midfill')
  end
  return client
end

local function status()
  local client = client_here()
  if client then
    local told = require('midfill.status').of(client)
    say(told and told.message or require('midfill.status').line())
  end
end

--- Reasons that only the editor knows.
local function reason_here()
  if not require('midfill.options').current.auto then
    return 'suggestions come on command only (option auto)'
  elseif require('midfill.menu').is_open() and not require('midfill.options').current.beside_menu then
    return 'the completion menu is open (option beside_menu)'
  end
end

local function why()
  local client = client_here()
  local reason = client and reason_here()
  if not client or reason then
    return reason and say(reason)
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  wire.request(client, 'midfill/why', params, function(failure, answer)
    if failure then
      local is_old = failure.code == METHOD_NOT_FOUND
      say(is_old and 'this server cannot say why; try :Midfill log' or failure.message)
    else
      local words = vim.list_extend({ answer.message, answer.action }, answer.notes or {})
      say(table.concat(words, ' '))
    end
  end, 0)
end

local function snooze(minutes)
  local client = client_here()
  if not client then
    return
  end
  local count = tonumber(minutes or 15)
  -- "nan" and "inf" are numbers to Lua, and none to JSON.
  if not count or not (count >= 0 and count < math.huge) then
    say('snooze takes a number of minutes; 0 wakes')
    return
  end
  require('midfill.suggestion').dismiss()
  local command = { command = 'midfill.snooze', arguments = { count } }
  wire.request(client, 'workspace/executeCommand', command, function(failure)
    say(failure and failure.message or count == 0 and 'awake' or ('silent for %d minutes'):format(count))
  end, 0)
end

local function toggle(what)
  local language = what == 'language' and vim.bo.filetype or nil
  if what and not language then
    say('toggle takes nothing, or the word language')
    return
  elseif language == '' then
    say('this buffer has no file type')
    return
  end
  require('midfill.suggestion').dismiss()
  say(require('midfill.toggle').toggle(language))
end

M.VERBS = {
  status = status,
  why = why,
  snooze = snooze,
  toggle = toggle,
  log = function()
    require('midfill.journal').show()
  end,
}

--- @return string[]
local function sorted_verbs()
  local words = vim.tbl_keys(M.VERBS)
  table.sort(words)
  return words
end

function M.run(args)
  local verb, argument = unpack(args.fargs)
  local act = M.VERBS[verb]
  if act then
    act(argument)
  elseif verb then
    say(('there is no :Midfill %s'):format(verb))
  else
    say('takes ' .. table.concat(sorted_verbs(), ', '))
  end
end

--- @return string[]
function M.complete(lead, line)
  local words = line:match('toggle%s') and { 'language' } or sorted_verbs()
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
end

return M
