-- The suggestion at the cursor: asked for, shown, followed while it is typed, accepted, cleared.
local grey = require('midfill.grey')
local insertion = require('midfill.insertion')
local knowledge = require('midfill.known')
local menu = require('midfill.menu')
local options = require('midfill.options')
local remainder = require('midfill.remainder')
local wire = require('midfill.wire')

local M = {}

local METHOD = 'textDocument/inlineCompletion'
--- LSP 3.18, InlineCompletionTriggerKind.
local TRIGGERS = { invoked = 1, automatic = 2 }

--- @type midfill.Known?
local known
--- The request under way.
local asked
--- The request that was answered last, until the answer is turned down.
local heeded
local is_drawn = false
--- The suggestion that the server was told of last: each key that follows it is answered with what is left of it.
local told_id

local function tell_shown()
  local data = knowledge.item(known).data
  if data and data.id ~= told_id then
    told_id = data.id
    wire.notify(known.client, 'textDocument/didShowCompletion', { item = { data = data } })
  end
end

--- @return boolean
function M.is_visible()
  return is_drawn
end

function M.clear()
  if known then
    grey.clear(known.buf)
    knowledge.release(known)
  end
  known = nil
  is_drawn = false
end

local function stop_asking()
  if asked and asked.id then
    wire.cancel(asked.client, asked.id)
  end
  asked = nil
end

--- @return boolean
function M.dismiss()
  local was_drawn = is_drawn
  stop_asking()
  heeded = nil
  M.clear()
  return was_drawn
end

--- Brings the screen up to date with buffer and cursor, in the frame that shows the key itself.
--- @return boolean fits whether the known suggestion is still one
function M.refresh()
  local text, present = knowledge.left(known)
  if not text then
    M.clear()
    return false
  end
  is_drawn = options.current.beside_menu or not menu.is_open()
  if is_drawn then
    grey.draw(known.buf, text, present)
    tell_shown()
  else
    grey.clear(known.buf)
  end
  return true
end

--- Whether nothing was typed since.
local function is_current(request)
  return vim.api.nvim_get_current_buf() == request.buf
    and vim.api.nvim_buf_get_changedtick(request.buf) == request.tick
    and vim.api.nvim_get_mode().mode:sub(1, 1) == 'i'
end

local function answered(request, items)
  if request ~= asked or not is_current(request) then
    return
  end
  asked = nil
  heeded = request
  items = vim.tbl_filter(function(item)
    return item.insertText ~= ''
  end, items)
  -- Silence takes nothing off the screen: what was suggested before may still fit.
  local new = items[1] and knowledge.from(request.client, request.buf, items)
  if not new then
    return
  end
  M.clear()
  known = new
  known.has_more = request.trigger ~= 'invoked'
  known.index = request.step and (request.step % #items) + 1 or 1
  M.refresh()
end

--- @param trigger 'automatic'|'invoked'
--- @param step? integer which of several answers is wanted, from the first
function M.ask(trigger, step)
  local buf = vim.api.nvim_get_current_buf()
  local client = wire.client_of(buf)
  stop_asking()
  if not client then
    return
  end
  local request = { client = client, buf = buf, trigger = trigger, step = step }
  request.tick = vim.api.nvim_buf_get_changedtick(buf)
  asked = request
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.context = { triggerKind = TRIGGERS[trigger] }
  request.id = wire.request(client, METHOD, params, function(failure, result)
    if not failure and type(result) == 'table' then
      answered(request, result.items or result)
    end
  end, buf)
end

--- `midfill/moreToShow`: the model has said more, or something else, than was answered for a place.
function M.more(_, params)
  if not heeded or asked or not is_current(heeded) then
    return
  end
  local here = vim.lsp.util.make_position_params(0, heeded.client.offset_encoding)
  local is_here = params.textDocument.uri == here.textDocument.uri
    and vim.deep_equal(params.position, here.position)
  if is_here then
    M.ask('automatic')
  end
end

--- @param step 1|-1
function M.cycle(step)
  if not known or (known.has_more and #known.items < 2) then
    M.ask('invoked', known and step or nil)
    return
  end
  known.index = (known.index - 1 + step) % #known.items + 1
  M.refresh()
end

local function tell_accepted(one, is_whole, length)
  local item = knowledge.item(one)
  if is_whole and item.command then
    local command = { command = item.command.command, arguments = item.command.arguments }
    wire.request(one.client, 'workspace/executeCommand', command, function() end, one.buf)
  elseif not is_whole and item.data then
    local part = { item = { data = item.data }, acceptedLength = length }
    wire.notify(one.client, 'textDocument/didPartiallyAcceptCompletion', part)
  end
end

--- @param how 'all'|'word'|'line'
--- @return boolean
function M.accept(how)
  local text, present = knowledge.left(known)
  if not is_drawn or not text then
    return false
  end
  local one = known
  local taken = remainder.part(text, how)
  local is_whole = taken == text
  local length = wire.utf16_length(knowledge.text(one)) - wire.utf16_length(text:sub(#taken + 1))
  if is_whole then
    M.dismiss()
  end
  insertion.insert(one.buf, taken, is_whole and #present or remainder.spent(present, text, taken))
  tell_accepted(one, is_whole, length)
  if not is_whole then
    M.refresh()
  end
  return true
end

return M
