-- The language server: where it is, what it is started with, and which buffers it looks after.
local lives = require('midfill.lives')
local options = require('midfill.options')
local wire = require('midfill.wire')

local M = {}

--- The repository that this file is part of, where the plugin was not copied out of it.
local function repository()
  local file = debug.getinfo(1, 'S').source:sub(2)
  return vim.fs.dirname(vim.uv.fs_realpath(file) or file):gsub('/editors/nvim/lua/midfill$', '')
end

--- A project's own copy is a program that came with the project: it runs once its user trusts it.
local function from_project()
  local found = vim.fs.find('node_modules/.bin/midfill', { upward = true, path = vim.fn.getcwd() })[1]
  local program = found and vim.uv.fs_realpath(found)
  if program and vim.secure.read(program) then
    return { found, 'lsp', '--stdio' }
  end
end

local function from_repository()
  local script = repository() .. '/dist/cli.js'
  if vim.uv.fs_stat(script) then
    return { 'node', script, 'lsp', '--stdio' }
  end
end

local function from_path()
  local program = vim.fn.exepath('midfill')
  if program ~= '' then
    return { program, 'lsp', '--stdio' }
  end
end

--- In the order of preference.
M.PLACES = {
  { name = 'the option cmd', find = function() return options.current.cmd end },
  { name = 'midfill on PATH', find = from_path },
  { name = 'the plugin\'s own repository', find = from_repository },
  { name = 'node_modules/.bin of the project', find = from_project },
}

--- @return string[]? command nil where there is no server
--- @return string? place where it was found
function M.command()
  for _, place in ipairs(M.PLACES) do
    local command = place.find()
    if command then
      return command, place.name
    end
  end
end

M.HANDLERS = {
  ['midfill/status'] = function(...)
    require('midfill.status').take(...)
  end,
  ['midfill/moreToShow'] = function(...)
    require('midfill.suggestion').more(...)
  end,
  ['window/logMessage'] = function(...)
    require('midfill.journal').take(...)
  end,
}

--- The section as JSON wants it: an empty Lua table would become a list.
function M.settings()
  local section = options.current.settings
  return { midfill = next(section) and section or vim.empty_dict() }
end

--- Suggestions come inline: offered in the completion menu too, they would stand there twice.
local function capabilities()
  local ours = vim.lsp.protocol.make_client_capabilities()
  ours.textDocument.completion = nil
  ours.textDocument.inlineCompletion = vim.empty_dict()
  return ours
end

--- By buffer: the file type that its server was told.
local told = {}

--- Keys may have been typed before the server could answer.
local function begin(client, buf)
  told[buf] = vim.bo[buf].filetype
  if buf == vim.api.nvim_get_current_buf() then
    require('midfill.events').focused(client, buf)
    require('midfill.events').ask_if_typing()
  end
end

local function config_for(buf, command)
  return {
    name = 'midfill',
    cmd = command,
    root_dir = vim.fs.root(buf, options.current.root_markers),
    settings = M.settings(),
    init_options = M.settings().midfill,
    handlers = M.HANDLERS,
    capabilities = capabilities(),
    -- Each change is sent with the request that follows from it.
    flags = { debounce_text_changes = 20 },
    get_language_id = function(_, filetype)
      return M.LANGUAGE_IDS[filetype] or filetype
    end,
    on_init = function(client)
      client.server_capabilities.completionProvider = nil
    end,
    on_attach = begin,
    on_exit = lives.watcher(command, M.attach_all),
  }
end

--- Where Neovim's file types are named otherwise than LSP's languages.
M.LANGUAGE_IDS = {
  sh = 'shellscript',
  bash = 'shellscript',
  zsh = 'shellscript',
  cs = 'csharp',
  typescriptreact = 'typescriptreact',
  javascriptreact = 'javascriptreact',
  objc = 'objective-c',
  objcpp = 'objective-cpp',
  ps1 = 'powershell',
  dosbatch = 'bat',
  make = 'makefile',
  tex = 'latex',
  eruby = 'erb',
}

--- Files that somebody edits; neither help, terminals, trees nor scratch buffers.
local function is_file(buf)
  return vim.bo[buf].buftype == '' and vim.bo[buf].filetype ~= '' and vim.api.nvim_buf_get_name(buf) ~= ''
end

--- Neovim 0.10 would start one more server for each file that is in no project.
local function has_no_project(client, config)
  return client.name == config.name and not client.config.root_dir
end

--- @return integer? client nil where it could not be started, of which Neovim has told
local function start(buf, command)
  local config = config_for(buf, command)
  return vim.lsp.start(config, { bufnr = buf, reuse_client = not config.root_dir and has_no_project or nil })
end

local is_missing_told = false

--- Starts the server for a buffer, or shares the one that looks after its project.
function M.attach(buf)
  local client = wire.client_of(buf)
  if not is_file(buf) or client and told[buf] == vim.bo[buf].filetype then
    return
  end
  if client then
    -- LSP has no word for a document that is of another language now: it is closed, and opened again.
    vim.lsp.buf_detach_client(buf, client.id)
  end
  local command = M.command()
  if command then
    if lives.may_start(command) and not start(buf, command) then
      lives.failed(command)
    end
  elseif not is_missing_told then
    is_missing_told = true
    vim.notify('midfill: no language server found, see :checkhealth midfill', vim.log.levels.WARN)
  end
end

--- The same for all that are open.
function M.attach_all()
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buf) then
      M.attach(buf)
    end
  end
end

return M
