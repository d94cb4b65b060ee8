import { createRequire } from "node:module";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import {
  displayProgress,
  fig2Generation,
  figureInteractive,
  figureShow,
  tableShow,
} from "../../lib/charts/index.js";

const { cache } = createRequire(import.meta.url);
const file = path.join(path.sep, "somewhere", "node_modules", "tslab", "dist", "jupyter.js");

/** What a running tslab kernel leaves in Node's module cache. */
function kernel() {
  const write =
    vi.fn<(message: { data: Record<string, string>; transient: object }, update: boolean) => void>();
  cache[file] = { exports: { lastWriteDisplayData: write } } as unknown as NodeJS.Module;
  return write;
}

afterEach(() => {
  delete cache[file];
});

test("outside a notebook nothing is shown", async () => {
  await figureShow(fig2Generation());
  expect(displayProgress("train")).toBeUndefined();
});

test("in a notebook a figure is one output of three kinds", async () => {
  const write = kernel();
  const spec = fig2Generation();
  await figureShow(spec);
  expect(write).toHaveBeenCalledTimes(1);
  const [{ data }, update] = write.mock.calls[0];
  expect(Object.keys(data)).toEqual(["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
  expect(data["application/vnd.vegalite.v5+json"]).toEqual(figureInteractive(spec));
  expect(data["image/svg+xml"]).toMatch(/^<svg /);
  expect(update).toBe(false);
});

test("in a notebook progress is redrawn in place, not more than ten times a second, and to the end", () => {
  const write = kernel();
  const progress = displayProgress("train <1>")!;
  for (let k = 1; k <= 1000; k++) progress(k, 1000, "loss 0.1");
  expect(write.mock.calls.length).toBeLessThan(5);
  expect(write.mock.calls[0][1]).toBe(false);
  const [last, update] = write.mock.calls.at(-1)!;
  expect(update).toBe(true);
  expect(last.transient).toEqual(write.mock.calls[0][0].transient);
  expect(last.data["text/html"]).toContain('train &lt;1&gt; <progress value="100" max="100"');
});

test("any Vega-Lite specification is shown as it is", async () => {
  const write = kernel();
  const spec = {
    data: { values: [{ ppm: 2, re: 1 }] },
    mark: "point",
    encoding: { x: { field: "ppm" }, y: { field: "re", type: "quantitative" }, tooltip: { field: "none" } },
    config: { unknown: 1 },
  };
  await figureShow(spec);
  const [{ data }] = write.mock.calls[0];
  expect(data["application/vnd.vegalite.v5+json"]).toMatchObject(spec);
  expect(data["image/svg+xml"]).toMatch(/^<svg /);
});

test("a table has a column for each key of any row; numbers stand to the right, words to the left", () => {
  const rows = [
    { name: "GABA", value: 1.23456 },
    { name: "tNAA", flags: "low <SNR>" },
    { value: 123, name: "2.0" },
  ];
  const write = kernel();
  tableShow(rows);
  const { data } = write.mock.calls[0][0];
  const cell = (side: string, text: string, tag = "td"): string =>
    `<${tag} style="text-align: ${side}">${text}</${tag}>`;
  expect(data["text/html"]).toContain(
    `<tr>${cell("left", "name", "th")}${cell("right", "value", "th")}${cell("left", "flags", "th")}</tr>`,
  );
  expect(data["text/html"]).toContain(
    `<tr>${cell("left", "tNAA")}${cell("right", "–")}${cell("left", "low &lt;SNR&gt;")}</tr>`,
  );
  expect(data["text/plain"]).toBe(
    ["name  value  flags", "GABA  1.235  –", "tNAA      –  low <SNR>", "2.0     123  –"].join("\n"),
  );
  write.mockClear();
  tableShow([]);
  expect(write.mock.calls[0][0].data["text/plain"]).toBe("");
});
