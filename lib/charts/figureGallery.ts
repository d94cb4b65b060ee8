import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { writeFileAtomic } from "../io/index.js";
import { escapeHtml } from "./escapeHtml.js";
import { figureMeta, type FigureNumber } from "./figureMeta.js";

const ENDING = ".vl.json";

/**
 * Writes `index.html`, a page of all figures in a folder: each with its caption, the numbers that the text quotes,
 * its notebook and what made it. The page needs no network.
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
      return { file, spec: JSON.parse(text) as TopLevelSpec };
    }),
  );
  const page = path.join(folder, "index.html");
  await writeFileAtomic(page, html(folder, figures));
  return page;
}

interface Entry {
  /** The files' name without ending. */
  file: string;
  spec: TopLevelSpec;
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
</header>
<nav aria-label="Figures">
<ol>
${links.join("\n")}
</ol>
</nav>
<main>
${figures.map((figure) => section(folder, figure)).join("\n")}
</main>
</body>
</html>
`;
}

function section(folder: string, { file, spec }: Entry): string {
  const { title, caption, notebook, numbers = [], provenance } = figureMeta(spec);
  const { description = title } = spec as { description?: string };
  const name = escapeHtml(file);
  const source = notebook === undefined ? "" : ` · made by ${notebookLink(folder, notebook)}`;
  const made =
    provenance === undefined
      ? ""
      : `<details><summary>Provenance</summary><pre>${escapeHtml(JSON.stringify(provenance, null, 2))}</pre></details>\n`;
  return `<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${escapeHtml(title)}</h2>
<figure>
<img src="${encodeURI(file)}.svg" alt="${escapeHtml(description)}">
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
/* Figures are drawn for paper: they keep their white page in the dark. */
img { display: block; width: 100%; height: auto; padding: 0.5rem; background: #ffffff; border: 1px solid var(--rule);
  border-radius: 4px; }
figcaption { margin-top: 0.75rem; max-width: 46rem; }
.files, caption { color: var(--muted); font-size: 0.9rem; }
.files a { margin-right: 0.35rem; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.25rem; }
th, td { border-top: 1px solid var(--rule); padding: 0.2rem 1rem 0.2rem 0; text-align: left; font-weight: normal; }
td:nth-child(2) { text-align: right; }
pre { overflow-x: auto; font-size: 0.8rem; border: 1px solid var(--rule); padding: 0.75rem; }`;
