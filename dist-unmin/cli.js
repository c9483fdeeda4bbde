#!/usr/bin/env node
import {createRequire as __cr} from 'module';const require=__cr(import.meta.url);
import {
  VERSION
} from "./chunk-OCWPY5U3.js";
import "./chunk-BRDZOXM4.js";

// cli.ts
import { parseArgs } from "node:util";
var USAGE = `midfill ${VERSION}: code suggestions that you host yourself

Usage:
  midfill gateway                   serve suggestions over HTTP (port 5052)
  midfill lsp --stdio               serve an editor over the Language Server Protocol
  midfill complete FILE:LINE:COL    suggest once, at a one-based line and column
  midfill config check [FILE]       tell everything that is wrong with midfill.yaml

Options:
  --config FILE   gateway: deployments, rules and percentages (default: MIDFILL_CONFIG)
  --gateway URL   complete: ask this gateway (default: one of its own, on the embedded engine)
  --help          show this text
  --version       show the version

The gateway is configured through the environment: see docs/configuration.md.
MIDFILL_API_KEY is the key that \`complete\` shows to the gateway.
`;
var BAD_USAGE = 2;
async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "v" },
      stdio: { type: "boolean" },
      gateway: { type: "string" },
      config: { type: "string" },
      // Editors add it to name themselves; vscode-languageclient always does.
      clientProcessId: { type: "string" }
    }
  });
  const [command, ...rest] = positionals;
  if (values.version) process.stdout.write(`${VERSION}
`);
  else if (values.help) process.stdout.write(USAGE);
  else if (command === "gateway")
    await (await import("./server-5OZV7WOC.js")).runGateway(values.config);
  else if (command === "lsp") (await import("./lsp-WNCBBRDW.js")).runLanguageServer();
  else if (command === "complete") await complete(rest, values.gateway);
  else if (command === "config") await config(rest);
  else throw new TypeError(command ? `there is no command "${command}"` : "a command is missing");
}
async function complete(places, gateway) {
  const [place] = places;
  if (!place || places.length > 1) throw new TypeError("complete takes one FILE:LINE:COL");
  const { completeOnce } = await import("./lsp-WNCBBRDW.js");
  process.exitCode = await completeOnce(place, {
    gatewayUrl: gateway ?? "",
    apiKey: process.env.MIDFILL_API_KEY ?? ""
  });
}
async function config([verb, file, ...more]) {
  if (verb !== "check" || more.length > 0) throw new TypeError("config takes check [FILE]");
  const { checkConfig } = await import("./server-5OZV7WOC.js");
  process.exitCode = checkConfig(file ?? process.env.MIDFILL_CONFIG ?? "midfill.yaml", process.env);
}
main().catch((error) => {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`midfill: ${error.message}

${USAGE}`);
  process.exit(BAD_USAGE);
});
