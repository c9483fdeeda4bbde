-- A language server inside Neovim that does what the test says: `_G.script` holds its answers, `_G.heard` what it was told.
_G.script = { items = {} }
_G.heard = {}

local CAPABILITIES = {
  textDocumentSync = { openClose = true, change = 2 },
  inlineCompletionProvider = true,
  completionProvider = {},
  executeCommandProvider = { commands = { 'midfill.suggestionAccepted', 'midfill.snooze' } },
}

local ANSWERS = {
  initialize = function()
    return { capabilities = CAPABILITIES }
  end,
  ['textDocument/inlineCompletion'] = function(params)
    local wide = { start = params.position, ['end'] = vim.deepcopy(params.position) }
    wide['end'].character = wide['end'].character + (_G.script.covers or 0)
    return {
      items = vim.tbl_map(function(text)
        return {
          insertText = text,
          range = wide,
          data = { id = text, source = 'model', model = 'scripted' },
          command = { title = 'accepted', command = 'midfill.suggestionAccepted', arguments = { text, #text } },
        }
      end, _G.script.items),
    }
  end,
}

return function(dispatchers)
  local id = 0
  _G.tell = dispatchers.notification
  return {
    request = function(method, params, callback)
      id = id + 1
      table.insert(_G.heard, { method = method, params = params })
      local answer = _G.script[method] or ANSWERS[method]
      local result = type(answer) == 'function' and answer(params) or answer
      vim.schedule(function()
        if answer == nil then
          callback({ code = -32601, message = 'there is no ' .. method })
        else
          callback(nil, result)
        end
      end)
      return true, id
    end,
    notify = function(method, params)
      table.insert(_G.heard, { method = method, params = params })
      return true
    end,
    is_closing = function()
      return false
    end,
    terminate = function() end,
  }
end
