import * as vega from "vega";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it, test } from "vitest";
import {
  DOUBLE_COLUMN,
  FIGURE_FONT,
  fig0aQuality,
  fig0bClassifier,
  fig0cNoise,
  fig0dMega,
  fig0Effects,
  fig10Noise,
  fig12Memorisation,
  fig13Water,
  fig1Architecture,
  fig2Generation,
  fig3Evaluation,
  fig4Reconstruction,
  fig5Umap,
  fig6Augmentation,
  fig7DifferenceSpectra,
  fig11Worth,
  figureMeta,
  figureRender,
  processSteps,
} from "../../lib/charts/index.js";
import {
  fig0aRows,
  fig0bAucs,
  fig0bPoints,
  fig0cBins,
  fig0cSummary,
  fig0dRows,
  fig0Rows,
  fig10Rows,
  fig12Rows,
  fig13Rows,
  fig4Rows,
  fig5Densities,
  fig5Points,
  fig6Rows,
  fig7Rows,
  processRows,
} from "./rows.js";

const vae = { input: 1332, layers: [1024, 512, 256], latent: 32 };
const onePlace = fig5Points().map(({ condition: _, ...point }) => point);
const figures: [string, TopLevelSpec, number][] = [
  ["fig0", fig0Effects(fig0Rows()), 8],
  ["fig0a", fig0aQuality(fig0aRows(["measured", "simulated"])), 24],
  ["fig0a-simulated", fig0aQuality(fig0aRows(["simulated"])), 12],
  ["fig0b", fig0bClassifier(fig0bAucs(), fig0bPoints()), 10],
  ["fig0c", fig0cNoise(fig0cBins(), fig0cSummary()), 30],
  ["fig0d", fig0dMega(fig0dRows()), 12],
  [
    "fig1",
    fig1Architecture({ ...vae, activation: "elu", beta: 0.02, ppmRange: [0.2, 5.4], parameters: 4_100_000 }),
    10,
  ],
  ["fig1-one-layer", fig1Architecture({ input: 512, layers: [256], latent: 8 }), 10],
  ["fig2", fig2Generation(), 10],
  ["fig3", fig3Evaluation({ groundTruth: 40, subset: 2 }), 82],
  ["fig3-many", fig3Evaluation({ groundTruth: 320, subset: 2, metrics: ["SNR"] }), 82],
  ["fig4-mega", fig4Reconstruction(fig4Rows(["OFF", "ON"])), 12],
  ["fig4-press", fig4Reconstruction(fig4Rows(["PRESS"]), { scaleRange: [0.5, 4.2] }), 6],
  ["fig5", fig5Umap(fig5Points(), fig5Densities(), { overlap: { random: 0.91, hybrid: 0.5 } }), 54],
  ["fig10", fig10Noise(fig10Rows()), 18],
  ["fig12", fig12Memorisation(fig12Rows().distances, fig12Rows().attacks), 13],
  ["fig13", fig13Water(fig13Rows().rows, fig13Rows().numbers), 14],
  ["fig5-group", fig5Umap(onePlace, fig5Densities(), { colour: "group" }), 54],
  // a line, a band and two markers for each of 5 methods in 4 and 3 panels; in 11 panels a band for 3 of them
  ["fig6", fig6Augmentation(fig6Rows(["snr", "true snr", "linewidth", "shape score"])), 80],
  ["fig6-mega", fig6Augmentation(fig6Rows(["snr", "linewidth", "shape score"]), { bandsOver: "draws" }), 60],
  ["fig7", fig7DifferenceSpectra(fig7Rows()), 12],
  ["fig11", fig11Worth(fig6Rows()), 198],
  ["process", processSteps(processRows()), 6],
];

/** Four significant digits, so that the last bits of a sine do not matter, and a row of data a line. */
function rounded(spec: TopLevelSpec): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(4)) : value;
  return JSON.stringify(spec, short, 1).replace(/\{[^{}[\]]*\}/g, (row) => row.replace(/\s*\n\s*/g, " "));
}

describe.each(figures)("%s", (name, spec, marks) => {
  it("keeps its spec", async () => {
    await expect(`${rounded(spec)}\n`).toMatchFileSnapshot(`specs/${name}.vl.json.snap`);
  });

  it("is drawn without warnings, in a page's width, at 300 dots per inch", async () => {
    const { svg, png } = await figureRender(spec);
    const [width, height] = ["width", "height"].map((key) =>
      Number(new RegExp(` ${key}="(\\d+)"`).exec(svg)![1]),
    );
    expect(width).toBeLessThanOrEqual(DOUBLE_COLUMN);
    expect(width).toBeGreaterThan(0.9 * DOUBLE_COLUMN);
    // an inch has 96 CSS pixels
    expect(png.readUInt32BE(16)).toBe(Math.floor((width * 300) / 96));
    expect(png.readUInt32BE(20)).toBe(Math.floor((height * 300) / 96));
    const drawn = svg.match(/<path [^>]*d="M[^"]+"/g) ?? [];
    expect(drawn.length).toBeGreaterThanOrEqual(marks);
    expect(svg).toContain(`<title>${figureMeta(spec).title}</title>`);
    expect(svg).not.toMatch(/NaN|undefined|null/);
    // numbers of sixteen digits make files of megabytes
    expect(svg).not.toMatch(/ (d|transform)="[^"]*\.\d{3}/);
  });

  it("describes itself", () => {
    const { id, title, caption } = figureMeta(spec);
    expect(id).toMatch(/^fig\d+[a-z]?-[a-z-]+$/);
    expect(title.length).toBeGreaterThan(10);
    expect(caption).toMatch(/\.$/);
    expect((spec as { description: string }).description.length).toBeGreaterThan(30);
  });
});

/** x of each tick label that is a number, in the order of the SVG; nested groups share their origin in a panel. */
function ticks(svg: string): { label: number; x: number }[] {
  const found = svg.matchAll(/<text [^>]*transform="translate\(([\d.]+),[\d.]+\)"[^>]*>(\d\.\d)<\/text>/g);
  return Array.from(found, ([, x, label]) => ({ label: Number(label), x: Number(x) }));
}

test("ppm falls from left to right", async () => {
  const { svg } = await figureRender(fig4Reconstruction(fig4Rows(["PRESS"])));
  const some = ticks(svg);
  expect(some.length).toBeGreaterThan(10);
  const at = (label: number): number => some.find((tick) => tick.label === label)!.x;
  expect(at(4)).toBeLessThan(at(3));
  expect(at(3)).toBeLessThan(at(1));
});

test("figure 1 tells the layers of its config", async () => {
  const { svg } = await figureRender(
    fig1Architecture({ input: 600, layers: [300, 77], latent: 9, decoder: [55] }),
  );
  for (const [size, times] of [
    ["600", 2],
    ["300", 1],
    ["77", 1],
    ["9", 2],
    ["55", 1],
  ] as const) {
    expect(svg.split(`>${size}</text>`).length - 1).toBe(times);
  }
});

test("figure 3 counts its transients", async () => {
  const spec = fig3Evaluation({ groundTruth: 40, subset: 2 });
  const { svg } = await figureRender(spec);
  // 40 measured ones in the full scan, 2 in the subset, 2 in the augmented set and one in the key; 38 synthetic
  // ones and one in the key. Arrows have paths of their own, which are no boxes of 12 or 10 px.
  const boxes = (color: string): number =>
    (svg.match(new RegExp(`<path [^>]*d="M[^"]*h[\\d.]+v1[02]h[^"]*"[^>]*fill="${color}"`, "g")) ?? [])
      .length;
  expect(boxes("#0072B2")).toBe(45);
  expect(boxes("#009E73")).toBe(39);
  expect(() => fig3Evaluation({ groundTruth: 2, subset: 2 })).toThrow("below the 2 of the full scan, got 2");
});

test("figure 4 draws the residual on the scale of the signal, below it", () => {
  const spec = fig4Reconstruction(fig4Rows(["PRESS"])) as unknown as {
    vconcat: {
      hconcat: { layer: { data: { values: { series: string; value: number; zero: number }[] } }[] }[];
    }[];
  };
  const { layer } = spec.vconcat[1].hconcat[0];
  const { zero } = layer[1].data.values[0];
  const series = (name: string): number[] =>
    layer[2].data.values.filter((row) => row.series === name).map(({ value }) => value);
  expect(Math.max(...series("residual"))).toBeLessThan(Math.min(...series("reconstruction")));
  series("measured").forEach((value, k) => {
    // measured - reconstruction, moved down by the zero line; values are kept to a hundredth here
    expect(series("residual")[k] - zero).toBeCloseTo(value - series("reconstruction")[k], 1);
  });
});

test("figure 5 keeps the holes of a density and takes a sampler of one's own", async () => {
  const points = fig5Points().map((point) =>
    point.method === "hybrid" ? { ...point, method: "mixture" } : point,
  );
  const { svg } = await figureRender(fig5Umap(points, fig5Densities()));
  const holes = svg.match(/d="M[^M"]*ZM[^M"]*Z"/g) ?? [];
  expect(holes.length).toBe(3);
  expect(svg).toContain("mixture</text>");
  expect(() => fig5Umap([{ x: 0, y: 0, source: "measured" }], [])).toThrow("at least one sampler");
});

test("figure 5 draws a random share of many points, of every condition", () => {
  const many = Array.from({ length: 3000 }, (_, k) => ({
    x: k % 7,
    y: k % 5,
    source: k < 2000 ? ("measured" as const) : ("synthetic" as const),
    method: "random",
    condition: k % 2 === 0 ? "OFF" : "ON",
  }));
  const { datasets } = fig5Umap(many, [], { limit: 100 }) as {
    datasets: Record<string, { condition: string }[]>;
  };
  expect(datasets.measured.length).toBe(100);
  const on = datasets.measured.filter(({ condition }) => condition === "ON").length;
  // binomial(100, 1/2): within four standard deviations; a stride of 20 gives 0
  expect(Math.abs(on - 50)).toBeLessThan(20);
});

test("a warning of Vega-Lite is an error", async () => {
  const spec: TopLevelSpec = {
    data: { values: [{ a: 1 }] },
    mark: "bar",
    encoding: { x: { field: "a", type: "quantitative" }, shape: { field: "a", type: "nominal" } },
  };
  await expect(figureRender(spec)).rejects.toThrow(/warnings: .*shape/);
});

test("text is measured with Arimo", async () => {
  await figureRender(fig2Generation());
  // A digit of Arimo (as of Arial) is 1139 of 2048 units wide; of DejaVu Sans, which stands in without it, 1303.
  // Vega exports it and leaves it out of its types.
  const { textMetrics } = vega as unknown as { textMetrics: { width(item: object, text: string): number } };
  const width = textMetrics.width({ font: FIGURE_FONT, fontSize: 10 }, "0".repeat(10));
  expect(width).toBeCloseTo((100 * 1139) / 2048, 1);
});
