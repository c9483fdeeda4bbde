-- The language server: where it is, what it is started with, and which buffers it looks after.
local lives = require('midfill.lives')
local options = require('midfill.options')

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

--- Keys may have been typed before the server could answer.
local function begin(client, buf)
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

local is_missing_told = false

--- Starts the server for a buffer, or shares the one that looks after its project.
function M.attach(buf)
  if not is_file(buf) then
    return
  end
  local command = M.command()
  if command then
    local is_started = lives.may_start(command) and vim.lsp.start(config_for(buf, command), { bufnr = buf })
    if is_started == nil then
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
