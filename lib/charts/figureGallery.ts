import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { compile, type TopLevelSpec } from "vega-lite";
import { writeFileAtomic } from "../io/index.js";
import { escapeHtml } from "./escapeHtml.js";
import { FIGURE_HINT, figureInteractive } from "./figureInteractive.js";
import { figureMeta, type FigureNumber } from "./figureMeta.js";
import { galleryScript } from "./galleryScript.js";

const ENDING = ".vl.json";
/** Bytes of a figure that the page does not load unless it is asked to. */
const LARGE = 1e6;

/**
 * Writes `index.html`, a page of all figures in a folder: each can be used (`figureInteractive`) and has its caption, the
 * numbers that the text quotes, its notebook and what made it. The page works from the file system and needs no network:
 * what it loads is written beside it, `vega/` and a `FIGURE.vega.js` each. Where scripts are off the pictures are shown.
 *
 * @returns the page's path.
 */
export async function figureGallery(folder: string): Promise<string> {
  const files = (await readdir(folder))
    .filter((name) => name.endsWith(ENDING) && !name.startsWith("."))
    .map((name) => name.slice(0, -ENDING.length));
  // fig2 before fig10, fig4 before fig4-press
  files.sort(new Intl.Collator("en", { numeric: true }).compare);
  const figures = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(folder, file + ENDING), "utf8");
      const spec = JSON.parse(text) as TopLevelSpec;
      const drawn = JSON.stringify(compile(figureInteractive(spec)).spec);
      const script = `mrsFigure(${JSON.stringify(file)}, ${drawn});\n`;
      await writeFileAtomic(path.join(folder, `${file}.vega.js`), script);
      return { file, spec, bytes: script.length };
    }),
  );
  await mkdir(path.join(folder, "vega"), { recursive: true });
  const { resolve } = createRequire(import.meta.url);
  for (const script of ["vega/build/vega.min.js", "vega-tooltip/build/vega-tooltip.min.js"]) {
    await writeFileAtomic(path.join(folder, "vega", path.basename(script)), await readFile(resolve(script)));
  }
  const page = path.join(folder, "index.html");
  await writeFileAtomic(page, html(folder, figures));
  return page;
}

interface Entry {
  /** The files' name without ending. */
  file: string;
  spec: TopLevelSpec;
  /** Of what the interactive figure loads. */
  bytes: number;
}

function html(folder: string, figures: readonly Entry[]): string {
  const links = figures.map(({ file, spec }) => {
    const { title } = figureMeta(spec);
    return `<li><a href="#${escapeHtml(file)}">${escapeHtml(file)}</a> ${escapeHtml(title)}</li>`;
  });
  const count = `${figures.length} figure${figures.length === 1 ? "" : "s"}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mrs-synth: figures</title>
<style>
${STYLE}
</style>
</head>
<body>
<header>
<h1>Figures</h1>
<p>${count} of mrs-synth, synthesis of in-vivo MR spectra with a variational autoencoder.</p>
<p>${escapeHtml(FIGURE_HINT)}</p>
</header>
<nav aria-label="Figures">
<ol>
${links.join("\n")}
</ol>
</nav>
<main>
${figures.map((figure) => section(folder, figure)).join("\n")}
</main>
<script>
${galleryScript}
</script>
</body>
</html>
`;
}

function section(folder: string, { file, spec, bytes }: Entry): string {
  const { title, caption, notebook, numbers = [], provenance } = figureMeta(spec);
  const { description = title } = spec as { description?: string };
  const name = escapeHtml(file);
  const source = notebook === undefined ? "" : ` · made by ${notebookLink(folder, notebook)}`;
  const made =
    provenance === undefined
      ? ""
      : `<details><summary>Provenance</summary><pre>${escapeHtml(JSON.stringify(provenance, null, 2))}</pre></details>\n`;
  const ask =
    bytes > LARGE
      ? `\n<button type="button">Load the interactive figure (${(bytes / 1e6).toFixed(1)} MB)</button>`
      : "";
  return `<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${escapeHtml(title)}</h2>
<figure>
<div class="plot" data-figure="${name}" data-source="${encodeURI(file)}.vega.js" tabindex="0" role="group" aria-label="${escapeHtml(title)}">
<img src="${encodeURI(file)}.svg" alt="${escapeHtml(description)}" loading="lazy">${ask}
</div>
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
${table(numbers)}<p class="files">${name}: <a href="${encodeURI(file)}.svg">SVG</a> <a href="${encodeURI(file)}.png">PNG</a> <a href="${encodeURI(file)}.vl.json">Vega-Lite</a>${source}</p>
${made}</section>`;
}

/** The notebook as it was run, where a copy lies in the folder, else its source in the project. */
function notebookLink(folder: string, notebook: string): string {
  const target = existsSync(path.join(folder, notebook)) ? notebook : `../${notebook}`;
  return `<a href="${encodeURI(target)}">${escapeHtml(path.posix.basename(notebook, ".ipynb"))}</a>`;
}

function table(numbers: readonly FigureNumber[]): string {
  if (numbers.length === 0) return "";
  const rows = numbers.map(({ name, value, unit = "" }) => {
    const text = typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
    return `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(text)}</td><td>${escapeHtml(unit)}</td></tr>`;
  });
  return `<table>
<caption>Numbers</caption>
<tbody>
${rows.join("\n")}
</tbody>
</table>
`;
}

const STYLE = `:root { --ink: #1b1f23; --muted: #57606a; --page: #ffffff; --rule: #d0d7de; --link: #0057a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --muted: #9da7b1; --page: #15191e; --rule: #3a424c; --link: #79b8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--page);
  font: 1rem/1.55 Arimo, "Liberation Sans", Arial, Helvetica, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 0.25rem; }
h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
section { border-top: 1px solid var(--rule); padding-top: 1.5rem; margin-top: 2rem; }
figure { margin: 0; }
/* Figures are drawn for paper: they keep their white page in the dark, and their size, in which text is measured. */
.plot { overflow-x: auto; padding: 0.5rem; background: #ffffff; border: 1px solid var(--rule); border-radius: 4px; }
.plot:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
img { display: block; max-width: none; margin: 0 auto; }
img[hidden] { display: none; }
.drawing { width: max-content; margin: 0 auto; }
.drawing canvas { display: block; }
button { margin-top: 0.5rem; font: inherit; color: #0057a8; background: #ffffff; border: 1px solid #0057a8;
  border-radius: 4px; padding: 0.25rem 0.75rem; cursor: pointer; }
#vg-tooltip-element { visibility: hidden; position: fixed; z-index: 1000; padding: 0.4rem 0.6rem; font-size: 0.85rem;
  color: #1b1f23; background: #ffffff; border: 1px solid #6e7781; border-radius: 4px; pointer-events: none;
  box-shadow: 0 2px 6px rgb(0 0 0 / 0.25); max-width: 24rem; }
#vg-tooltip-element.visible { visibility: visible; }
#vg-tooltip-element table { margin: 0; }
#vg-tooltip-element td { border: none; padding: 0 0.5rem 0 0; text-align: left; }
#vg-tooltip-element td.key { color: #57606a; }
figcaption { margin-top: 0.75rem; max-width: 46rem; }
.files, caption { color: var(--muted); font-size: 0.9rem; }
.files a { margin-right: 0.35rem; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.25rem; }
th, td { border-top: 1px solid var(--rule); padding: 0.2rem 1rem 0.2rem 0; text-align: left; font-weight: normal; }
td:nth-child(2) { text-align: right; }
pre { overflow-x: auto; font-size: 0.8rem; border: 1px solid var(--rule); padding: 0.75rem; }`;
