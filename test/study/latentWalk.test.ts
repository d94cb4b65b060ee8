import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vega from "vega";
import { compile } from "vega-lite";
import { afterAll, expect, test } from "vitest";
import { figureInteractive, figureRender, latentExplorer } from "../../lib/charts/index.js";
import { cohortConfig } from "../../lib/cohort/index.js";
import { vaeDecode, vaeEncode, rowsSelect } from "../../lib/models/index.js";
import { noiseFit, noiseLevel } from "../../lib/noise/index.js";
import { ppmWindow, randomSource } from "../../lib/signal/index.js";
import { latentWalk, scansToRows, simulatedSet, studyModel } from "../../lib/study/index.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-walk-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the explorer's sliders show what the model decodes there", async () => {
  const set = simulatedSet({ ...cohortConfig("quick", 1), sites: 1, subjectsPerSite: 3, transients: 8 });
  const model = await studyModel(set, { layers: [16], latent: 4, epochs: 20 }, { cache: folder });
  const rows = scansToRows(set.test, { like: model });
  const off = rowsSelect(rows, [0, 2]);
  const walk = latentWalk(model, off, {
    dimensions: 2,
    noise: { model: noiseFit(set.train, model), level: noiseLevel(set.test[0].stack) },
    random: randomSource(1),
  });
  expect(walk.dimensions).toHaveLength(2);

  const { mean } = vaeEncode(model, off);
  const [low, high] = ppmWindow(off.ppm, 0.5, 4.2);
  /** What the decoder itself says. */
  const truth = (alpha: number, move: number, dimension: number): number[] => {
    const z = Float32Array.from({ length: 4 }, (_, k) => mean[k] + alpha * (mean[4 + k] - mean[k]));
    z[dimension] += move;
    const { rows: made } = vaeDecode(
      model,
      { z, scale: new Float32Array([1]), shape: [1, 4] },
      { like: off },
    );
    return Array.from(made.subarray(low, high));
  };
  const spec = latentExplorer(walk);
  const shown = async (signals: Record<string, number>): Promise<number[]> => {
    const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
    for (const [name, value] of Object.entries(signals)) view.signal(name, value);
    await view.runAsync();
    const { marks } = compile(spec).spec as { marks: { from: { data: string } }[] };
    const lines = marks.map(({ from }) => view.data(from.data) as { series: string; value: number }[]);
    view.finalize();
    return lines.find(([first]) => first.series === "decoded")!.map(({ value }) => value);
  };
  // The figure's data have four decimals.
  const same = (got: number[], wanted: number[]): void => {
    expect(got).toHaveLength(wanted.length);
    expect(Math.max(...got.map((value, k) => Math.abs(value - wanted[k])))).toBeLessThan(3e-4);
  };
  same(await shown({ alpha: 0 }), truth(0, 0, 0));
  same(await shown({ alpha: 0.35 }), truth(0.35, 0, 0));
  same(await shown({ alpha: 1 }), truth(1, 0, 0));
  same(await shown({ z0: 1.5 }), truth(0.5, 1.5, walk.dimensions[0]));
  same(await shown({ z1: -3 }), truth(0.5, -3, walk.dimensions[1]));
  // Noise is added in full or in part, and averages out.
  const noisy = async (restored: number, averaged: number): Promise<number> => {
    const [got, clean] = [await shown({ restored, averaged }), truth(0.5, 0, 0)];
    return Math.sqrt(got.reduce((sum, value, k) => sum + (value - clean[k]) ** 2, 0) / got.length);
  };
  const whole = await noisy(1, 1);
  expect(whole).toBeGreaterThan(0.001);
  expect((await noisy(0.5, 1)) / whole).toBeCloseTo(0.5, 1);
  // 16 draws: a quarter, within the error of an estimate from one realisation.
  expect((await noisy(1, 16)) / whole).toBeCloseTo(0.25, 1);
  // Vega-Lite warns of nothing, and the page's form keeps the sliders.
  await figureRender(spec);
  expect(JSON.stringify(figureInteractive(spec))).toContain('"input":"range"');
});
