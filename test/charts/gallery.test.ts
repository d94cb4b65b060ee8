import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fig2Generation, fig4Reconstruction, figureGallery, figureSave } from "../../lib/charts/index.js";
import { fig4Rows } from "./rows.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "gallery-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a figure is saved as spec, SVG and PNG, and nothing half-written is left", async () => {
  const spec = fig2Generation();
  const saved = await figureSave("fig2-generation", spec, { folder });
  expect(readdirSync(folder).sort()).toEqual([
    "fig2-generation.png",
    "fig2-generation.svg",
    "fig2-generation.vl.json",
  ]);
  expect(JSON.parse(readFileSync(saved.spec, "utf8"))).toEqual(JSON.parse(JSON.stringify(spec)));
  expect(readFileSync(saved.svg, "utf8")).toMatch(/^<svg /);
  // the signature that every PNG begins with
  expect(readFileSync(saved.png).subarray(0, 8)).toEqual(Buffer.from("89504e470d0a1a0a", "hex"));
});

test("the gallery lists every figure with what is known of it, and needs no network", async () => {
  const rows = fig4Rows(["PRESS"]);
  await figureSave("fig10-later", fig4Reconstruction(rows, { id: "fig10-later", title: "A later one" }), {
    folder,
  });
  await figureSave("fig2-generation", fig2Generation({ notebook: "notebooks/00-start-here.ipynb" }), {
    folder,
  });
  const spec = fig4Reconstruction(rows, {
    notebook: "notebooks/01-reconstruction.ipynb",
    numbers: [{ name: "MSE < noise", value: 0.00123456, unit: "a.u." }],
    provenance: { tool: "mrs-synth", seed: 7 },
  });
  await figureSave("fig4-reconstruction", spec, { folder });
  mkdirSync(path.join(folder, "notebooks"));
  writeFileSync(path.join(folder, "notebooks", "01-reconstruction.ipynb"), "{}");

  const page = await figureGallery(folder);
  expect(page).toBe(path.join(folder, "index.html"));
  const html = readFileSync(page, "utf8");
  expect(Array.from(html.matchAll(/<section id="([^"]+)"/g), ([, id]) => id)).toEqual([
    "fig2-generation",
    "fig4-reconstruction",
    "fig10-later",
  ]);
  for (const [, source] of html.matchAll(/<(?:img src|a href)="([^"#]+)"/g)) {
    // every picture and file that it names is there; the source of a notebook lies beside the folder
    if (source.startsWith("../")) expect(source).toBe("../notebooks/00-start-here.ipynb");
    else expect(readFileSync(path.join(folder, source)).length).toBeGreaterThan(0);
  }
  expect(html.match(/<img [^>]*alt="[^"]{30,}"/g)?.length).toBe(3);
  expect(html).toContain('<th scope="row">MSE &lt; noise</th><td>0.001235</td><td>a.u.</td>');
  expect(html).toContain("&quot;seed&quot;: 7");
  expect(html).toContain('<a href="notebooks/01-reconstruction.ipynb">01-reconstruction</a>');
  expect(html).not.toMatch(/https?:|src="\/|import\(/);
  // Each figure can be used: what it loads lies beside the page and is a whole Vega spec.
  for (const [, source] of html.matchAll(/data-source="([^"]+)"/g)) {
    const [, spec] = /^mrsFigure\("[^"]+", (.*)\);\n$/s.exec(
      readFileSync(path.join(folder, source), "utf8"),
    )!;
    expect(JSON.parse(spec)).toMatchObject({ $schema: expect.stringContaining("/vega/") as string });
  }
  expect(readdirSync(path.join(folder, "vega")).sort()).toEqual(["vega-tooltip.min.js", "vega.min.js"]);
});
