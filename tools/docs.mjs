// The static site:  npm run docs  [-- --quick]
// Every notebook with its outputs, the gallery and the API reference from the doc comments, in .cache/site; it needs no
// network and no server. Notebooks are run where they have not been (figures/notebooks), with --quick in the small studies.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const site = path.join(root, ".cache", "site");
const figures = path.join(root, "figures");
const python = path.join(root, ".venv", "bin", "python");

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}

const names = readdirSync(path.join(root, "notebooks"))
  .filter((name) => name.endsWith(".ipynb"))
  .map((name) => path.basename(name, ".ipynb"))
  .sort();
const pending = names.filter((name) => !existsSync(path.join(figures, "notebooks", `${name}.ipynb`)));
if (pending.length > 0) {
  const main = path.join(root, "lib", "bin", "mrs-synth.mjs");
  run(process.execPath, [main, "figures", ...pending, ...process.argv.slice(2)]);
}

rmSync(site, { recursive: true, force: true });
mkdirSync(path.join(site, "notebooks"), { recursive: true });
// The page's own links to scripts elsewhere are left out: figures are pictures in it.
const offline = ["require_js_url", "jquery_url", "mathjax_url"];
run(python, [
  ...["-m", "nbconvert", "--to", "html", "--log-level", "WARN", "--output-dir", path.join(site, "notebooks")],
  ...offline.map((option) => `--HTMLExporter.${option}=`),
  ...names.map((name) => path.join(figures, "notebooks", `${name}.ipynb`)),
]);
// nbconvert's own prompts and numbers are too pale to be read by everybody, its links are told by colour alone.
const readable =
  "<style>.jp-InputPrompt, .jp-OutputPrompt { color: #57606a !important; opacity: 1 !important }\n" +
  ".highlight .mf, .highlight .mi { color: #006000 !important }\n" +
  ".jp-RenderedHTMLCommon p a { text-decoration: underline !important }</style>";
for (const name of names) {
  const file = path.join(site, "notebooks", `${name}.html`);
  writeFileSync(file, readFileSync(file, "utf8").replace("</head>", `${readable}\n</head>`));
}
run(process.execPath, [
  path.join(root, "node_modules", "typedoc", "bin", "typedoc"),
  ...["--entryPoints", "lib/index.ts", "--tsconfig", "lib/tsconfig.json", "--out", path.join(site, "api")],
  ...["--name", "mrs-synth", "--readme", "lib/README.md", "--disableSources", "--logLevel", "Error"],
]);
cpSync(figures, path.join(site, "figures"), {
  recursive: true,
  filter: (file) => !file.startsWith(path.join(figures, "notebooks")),
});

const title = (name) => {
  const { cells } = JSON.parse(readFileSync(path.join(root, "notebooks", `${name}.ipynb`), "utf8"));
  return /^# (.+)$/m.exec([cells[0].source].flat().join(""))?.[1] ?? name;
};
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const items = names.map(
  (name) => `<li><a href="notebooks/${name}.html">${name}</a> ${escape(title(name))}</li>`,
);
writeFileSync(
  path.join(site, "index.html"),
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>mrs-synth</title>
<style>
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.6 Arimo, Arial, Helvetica, sans-serif; }
a { color: #0057a8; }
</style>
</head>
<body>
<main>
<h1>mrs-synth</h1>
<p>Synthesis of in-vivo magnetic resonance spectra with variational autoencoders.</p>
<h2>Notebooks, as they were run</h2>
<ul>
${items.join("\n")}
</ul>
<h2>Figures</h2>
<p><a href="figures/index.html">All figures</a>, to be used: pointed at, zoomed, picked from.</p>
<h2>Reference</h2>
<p><a href="api/index.html">Every public function and type of the library</a></p>
</main>
</body>
</html>
`,
);
console.log(`site: ${path.relative(root, path.join(site, "index.html"))}`);
