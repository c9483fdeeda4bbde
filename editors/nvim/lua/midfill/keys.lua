-- Mappings of insert mode. Where there is nothing to accept, a key does what it did before.
local options = require('midfill.options')

local M = {}

--- `needs` a visible suggestion, or else the key falls through.
local ACTIONS = {
  accept = { run = "accept('all')", needs = true },
  accept_word = { run = "accept('word')", needs = true },
  accept_line = { run = "accept('line')", needs = true },
  clear = { run = 'clear()', needs = true },
  next = { run = 'next()', needs = false },
  previous = { run = 'previous()', needs = false },
  suggest = { run = 'suggest()', needs = false },
}

--- Functions that mappings of others call, by the number that our keys name them with.
local callbacks = {}

--- @param index integer
function M.call(index)
  callbacks[index]()
end

--- A function cannot change the buffer while an expression is mapped: keys that call it can.
local function keys_that_call(callback)
  table.insert(callbacks, callback)
  return vim.keycode(("<Cmd>lua require('midfill.keys').call(%d)<CR>"):format(#callbacks))
end

--- What the mapping before ours would have typed.
--- @param prior table what maparg() says of it
--- @return fun(): string
local function fall_through(prior, lhs)
  local raw = function(keys)
    return prior.replace_keycodes == 1 and vim.keycode(keys) or keys
  end
  if not prior.lhs then
    return function()
      return vim.keycode(lhs)
    end
  elseif prior.callback and prior.expr == 1 then
    return function()
      return raw(prior.callback() or '')
    end
  elseif prior.callback then
    local keys = keys_that_call(prior.callback)
    return function()
      return keys
    end
  end
  local rhs = prior.rhs:gsub('<SID>', ('<SNR>%d_'):format(prior.sid or 0))
  return function()
    local keys = prior.expr == 1 and raw(vim.api.nvim_eval(rhs)) or vim.keycode(rhs)
    if prior.noremap == 1 then
      return keys
    end
    vim.api.nvim_feedkeys(keys, 'im', false)
    return ''
  end
end

local function map(lhs, action)
  local otherwise = fall_through(vim.fn.maparg(lhs, 'i', false, true), lhs)
  local keys = vim.keycode(("<Cmd>lua require('midfill').%s<CR>"):format(action.run))
  vim.keymap.set('i', lhs, function()
    local is_ours = not action.needs or require('midfill').is_visible()
    return is_ours and keys or otherwise()
  end, { expr = true, replace_keycodes = false, desc = 'midfill: ' .. action.run })
end

function M.map()
  for name, lhs in pairs(options.current.keys) do
    if lhs then
      map(lhs, ACTIONS[name])
    end
  end
end

return M
