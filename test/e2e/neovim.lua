-- Drives the built language server from a real Neovim (0.7 or newer) and writes what came to a file.
local server, file, out = vim.env.MIDFILL_CLI, vim.env.MIDFILL_FILE, vim.env.MIDFILL_OUT

local function finish(result)
  vim.fn.writefile({ vim.fn.json_encode(result) }, out)
  vim.cmd('qa!')
end

vim.cmd('edit ' .. file)
local client_id = vim.lsp.start_client({
  name = 'midfill',
  cmd = { 'node', server, 'lsp', '--stdio' },
  root_dir = vim.fn.fnamemodify(file, ':h'),
})
if not client_id then finish({ error = 'the client did not start' }) end
vim.lsp.buf_attach_client(0, client_id)
if not vim.wait(5000, function() return vim.lsp.get_client_by_id(client_id).initialized end) then
  finish({ error = 'no answer to initialize' })
end

-- Type as a person would: the change travels as an incremental edit.
vim.api.nvim_buf_set_lines(0, 1, 2, false, { 'const height = readNumber(' })
local line = vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]
local client = vim.lsp.get_client_by_id(client_id)
local answer = client.request_sync('textDocument/inlineCompletion', {
  textDocument = vim.lsp.util.make_text_document_params(0),
  position = { line = 1, character = #line },
  context = { triggerKind = 2 },
}, 10000, 0)
finish({ answer = answer, server = client.server_capabilities })
