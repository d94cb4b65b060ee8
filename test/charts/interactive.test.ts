import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { describe, expect, it, test } from "vitest";
import {
  fig1Architecture,
  fig2Generation,
  fig3Evaluation,
  fig4Reconstruction,
  fig5Umap,
  figureInteractive,
} from "../../lib/charts/index.js";
import type { Fig5Point } from "../../lib/charts/index.js";
import { fig4Rows, fig5Densities, fig5Points } from "./rows.js";

const vae = { input: 512, layers: [256], latent: 8 };
const withSpectra = fig5Points().map((point, k): Fig5Point => {
  const values = Array.from({ length: 30 }, (_, i) => Math.round(1000 * Math.sin(i + k)));
  return { ...point, spectrum: { ppm: [0.2, 4.2], values } };
});
const figures: [string, TopLevelSpec][] = [
  ["fig1", fig1Architecture(vae)],
  ["fig2", fig2Generation()],
  ["fig3", fig3Evaluation({ groundTruth: 40, subset: 2 })],
  ["fig4, OFF and ON", fig4Reconstruction(fig4Rows(["OFF", "ON"]))],
  ["fig4, PRESS", fig4Reconstruction(fig4Rows(["PRESS"]))],
  ["fig5", fig5Umap(fig5Points(), fig5Densities())],
  ["fig5 with spectra", fig5Umap(withSpectra, fig5Densities())],
  ["fig5 by site, with spectra", fig5Umap(withSpectra, fig5Densities(), { colour: "group" })],
  ["a single plot", single()],
  // Marks that are drawn as several: a selection's name must not be in all of them.
  ["an area under a line", single({ type: "area", line: { color: "#000" } })],
  ["a line with points", single({ type: "line", point: { size: 14 } })],
  ["plots side by side, of lines with points", sideBySide()],
];

function sideBySide(): TopLevelSpec {
  const { $schema, usermeta, ...plot } = single({ type: "line", point: true }) as unknown as Record<
    string,
    unknown
  >;
  const encoding = { ...(plot.encoding as object), color: { field: "subject", type: "nominal" } };
  return {
    $schema,
    usermeta,
    hconcat: [{ layer: [{ ...plot, encoding }] }, plot],
  } as unknown as TopLevelSpec;
}

function single(mark: object | "line" = "line"): TopLevelSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    usermeta: { id: "one", title: "One", caption: "" },
    title: "One plot",
    data: { values: [1, 2, 3].map((ppm) => ({ ppm, value: ppm ** 2, subject: "S1" })) },
    mark,
    encoding: {
      x: { field: "ppm", type: "quantitative", scale: { reverse: true } },
      y: { field: "value", type: "quantitative" },
    },
  } as TopLevelSpec;
}

async function drawn(spec: TopLevelSpec): Promise<vega.View> {
  const warnings: string[] = [];
  const logger = {
    level: () => logger,
    // There is no window to drag in.
    warn: (...words: unknown[]) => (
      /source: window/.test(words.join(" ")) || warnings.push(words.join(" ")),
      logger
    ),
    error: (...words: unknown[]) => (warnings.push(words.join(" ")), logger),
    info: () => logger,
    debug: () => logger,
  };
  const compiled = compile(spec, { logger: logger as never }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger: logger as never });
  await view.runAsync();
  expect(warnings).toEqual([]);
  return view;
}

const texts = (svg: string): string[] => Array.from(svg.matchAll(/<text[^>]*>([^<]+)</g), ([, text]) => text);

describe.each(figures)("%s", (_, spec) => {
  it("is drawn without warnings, with all that the static one shows, which stays as it is", async () => {
    const before = JSON.stringify(spec);
    const view = await drawn(figureInteractive(spec));
    expect(JSON.stringify(spec)).toBe(before);
    const svg = await view.toSVG();
    const still = await (await drawn(spec)).toSVG();
    expect(texts(svg)).toEqual(expect.arrayContaining(texts(still)));
  });
});

interface Scene {
  items?: (Scene & { tooltip?: Record<string, string>; marktype?: string })[];
  tooltip?: Record<string, string>;
}

/** What every mark of a figure tells when it is pointed at. */
function told(view: vega.View): Record<string, string>[] {
  const scene = (view.scenegraph() as unknown as { root: Scene }).root;
  const walk = (node: Scene): Record<string, string>[] => [
    ...(node.tooltip ? [node.tooltip] : []),
    ...(node.items ?? []).flatMap(walk),
  ];
  return walk(scene);
}

test("a spectrum's points tell ppm, intensity, series and whose they are", async () => {
  const rows = fig4Rows(["OFF"]);
  const tips = told(await drawn(figureInteractive(fig4Reconstruction(rows))));
  // 24 points of three series and two subjects
  expect(tips).toHaveLength(rows.length);
  expect(tips[0]).toEqual({
    "Chemical shift (ppm)": "0.500",
    "Real part (a.u.), as drawn": expect.stringMatching(/^−?[\d.]+$/) as string,
    series: "measured",
    panel: "Site A, subject 1, OFF",
  });
});

test("ppm axes of one range move together and come back", async () => {
  const view = await drawn(figureInteractive(fig4Reconstruction(fig4Rows(["OFF", "ON"]))));
  const ticks = async (): Promise<string> =>
    texts(await view.toSVG())
      .filter((text) => /^\d\.\d$/.test(text))
      .sort()
      .join(" ");
  const before = await ticks();
  view.signal("zoom0_ppm", [2, 3]);
  await view.runAsync();
  const zoomed = await ticks();
  expect(zoomed).not.toBe(before);
  // four panels, each from 2 to 3 ppm
  expect(zoomed.match(/2\.6/g)).toHaveLength(4);
  view.signal("zoom0_ppm", null);
  await view.runAsync();
  expect(await ticks()).toBe(before);
});

test("a legend's entry picks its series in all plots", async () => {
  const view = await drawn(figureInteractive(fig4Reconstruction(fig4Rows(["OFF", "ON"]))));
  const pale = async (): Promise<number> => (await view.toSVG()).match(/ opacity="0\.08"/g)?.length ?? 0;
  expect(await pale()).toBe(0);
  view.signal("legend_series_series_legend", "measured");
  await view.runAsync();
  // reconstruction and residual of four panels, and of the legend
  expect(await pale()).toBeGreaterThanOrEqual(8);
});

test("a point of an embedding shows its spectrum", async () => {
  const view = await drawn(figureInteractive(fig5Umap(withSpectra, fig5Densities())));
  const svg = await view.toSVG();
  expect(texts(svg)).toContain("Spectra of the points last pointed at: grey measured, coloured synthetic");
  const tips = told(view);
  expect(tips[0]).toMatchObject({ "UMAP 1": expect.any(String) as string, subject: "S0", condition: "OFF" });
  expect(Object.keys(tips[0])).not.toContain("spectrum");
});
