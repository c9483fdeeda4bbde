-- What the server suggested for one place, and what of it is still to come.
local remainder = require('midfill.remainder')
local wire = require('midfill.wire')

local M = {}

local NAMESPACE = vim.api.nvim_create_namespace('midfill.anchor')

--- @class midfill.Known what the server suggested for one place
--- @field buf integer
--- @field client vim.lsp.Client
--- @field items table[]
--- @field index integer
--- @field anchor integer extmark at the start of the range
--- @field before string the line before the range: a change there ends the suggestion
--- @field after string the line behind the range
--- @field has_more boolean whether nobody asked for alternatives yet

--- @return midfill.Known?
function M.from(client, buf, items)
  local range = items[1].range
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  local line = vim.api.nvim_get_current_line()
  local from, to = col, col
  if range then
    if range.start.line ~= row - 1 or range['end'].line ~= row - 1 then
      return nil
    end
    from = wire.byte_at(line, range.start.character, client.offset_encoding)
    to = wire.byte_at(line, range['end'].character, client.offset_encoding)
  end
  return {
    buf = buf,
    client = client,
    items = items,
    index = 1,
    anchor = vim.api.nvim_buf_set_extmark(buf, NAMESPACE, row - 1, from, { right_gravity = false }),
    before = line:sub(1, from),
    after = line:sub(to + 1),
    has_more = true,
  }
end

function M.item(one)
  return one.items[one.index]
end

--- @return string
function M.text(one)
  local text = M.item(one).insertText
  return type(text) == 'table' and text.value or text
end

--- What is left of the known suggestion at the cursor, and what of it stands there already.
--- @return string?, string?
function M.left(one)
  if not one or vim.api.nvim_get_current_buf() ~= one.buf then
    return nil
  end
  local start = vim.api.nvim_buf_get_extmark_by_id(one.buf, NAMESPACE, one.anchor, {})
  -- Somebody has cleared the marks of all namespaces.
  if not start[1] then
    return nil
  end
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  row = row - 1
  local is_behind = row > start[1] or (row == start[1] and col >= start[2])
  if not is_behind or row - start[1] > vim.api.nvim_win_get_height(0) then
    return nil
  end
  local first = vim.api.nvim_buf_get_lines(one.buf, start[1], start[1] + 1, false)[1]
  if first:sub(1, start[2]) ~= one.before then
    return nil
  end
  local typed = vim.api.nvim_buf_get_text(one.buf, start[1], start[2], row, col, {})
  local line = vim.api.nvim_buf_get_lines(one.buf, row, row + 1, false)[1]
  return remainder.of({
    text = M.text(one),
    typed = table.concat(typed, '\n'),
    rest = line:sub(col + 1),
    after = one.after,
  })
end

--- Forgets where it began.
function M.release(one)
  if vim.api.nvim_buf_is_valid(one.buf) then
    vim.api.nvim_buf_del_extmark(one.buf, NAMESPACE, one.anchor)
  end
end

return M
