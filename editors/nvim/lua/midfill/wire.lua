-- The built-in LSP client, whose calls differ between Neovim 0.10 and 0.11.
local M = {}

local HAS_METHODS = vim.fn.has('nvim-0.11') == 1

--- @return integer? id for `cancel`
function M.request(client, method, params, handler, buf)
  local sent, id
  if HAS_METHODS then
    sent, id = client:request(method, params, handler, buf)
  else
    sent, id = client.request(method, params, handler, buf)
  end
  return sent and id or nil
end

function M.notify(client, method, params)
  if HAS_METHODS then
    client:notify(method, params)
  else
    client.notify(method, params)
  end
end

--- `$/cancelRequest`: the server stops the model for it.
function M.cancel(client, id)
  if HAS_METHODS then
    client:cancel_request(id)
  else
    client.cancel_request(id)
  end
end

--- The client of a buffer, once it has answered `initialize`.
--- @return vim.lsp.Client?
function M.client_of(buf)
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = buf, name = 'midfill' })) do
    if client.initialized then
      return client
    end
  end
end

--- @param character integer in units of the encoding
--- @return integer bytes
function M.byte_at(line, character, encoding)
  if encoding == 'utf-8' then
    return math.min(character, #line)
  end
  if HAS_METHODS then
    return vim.str_byteindex(line, encoding, character, false)
  end
  local ok, byte = pcall(vim.str_byteindex, line, character, encoding == 'utf-16')
  return ok and byte or #line
end

--- Length as LSP's default encoding counts.
--- @return integer
function M.utf16_length(text)
  if HAS_METHODS then
    return vim.str_utfindex(text, 'utf-16')
  end
  local _, units = vim.str_utfindex(text)
  return units
end

return M
