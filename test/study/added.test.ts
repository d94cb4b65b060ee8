import { afterEach, describe, expect, test } from "vitest";
import { fig6Augmentation, fig7DifferenceSpectra } from "../../lib/charts/index.js";
import { differenceMetrics } from "../../lib/metrics/index.js";
import type { Vae } from "../../lib/models/index.js";
import { samplerRandom, samplers } from "../../lib/samplers/index.js";
import { randomSource } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";
import {
  augmentationExample,
  augmentationMeasure,
  augmentationMethods,
  augmentationSummary,
  augmentationTable,
  samplerMethods,
} from "../../lib/study/index.js";
import type { AugmentationRow } from "../../lib/study/index.js";

// What the tutorials promise: a sampler or a metric that is entered in its list is in every figure.
afterEach(() => {
  delete samplers.pooled;
  delete differenceMetrics.top;
});

/** A difference spectrum of 400 points whose highest one, at 3.0 ppm, is `top`. */
function spectrum(top: number): SpectrumStack {
  const ppm = Float64Array.from({ length: 400 }, (_, k) => -2 + k / 25);
  const re = Float32Array.from(ppm, (at) => top * Math.exp(-(((at - 3) / 0.06) ** 2)));
  return { re, im: new Float32Array(400), ppm, shape: [1, 400] } as unknown as SpectrumStack;
}

const estimates = (method: string, n: number): Parameters<typeof augmentationMeasure>[0] =>
  // Not draw 0, of which Osprey's fits are made: they want a whole scan's header.
  [1, 2].map((draw) => ({ method, n, groundTruth: 20, draw, difference: spectrum(n + draw) }));
const full = estimates("full scan", 20);
const study = (): AugmentationRow[] => {
  const all = ["subset", "hybrid", "pooled"].flatMap((method) => estimates(method, 2));
  const measured = augmentationMeasure([...full, ...all], full);
  return ["S1", "S2", "S3"].flatMap((subject) =>
    measured.map((row) => ({ ...row, subject, site: "A", draw: row.draw ?? null })),
  );
};

describe("a sampler that is added", () => {
  test("is a method of the studies, with a title and a place among the samplers", () => {
    samplers.pooled = samplerRandom;
    const methods = augmentationMethods();
    expect(methods.map(({ name }) => name).slice(0, 5)).toEqual([
      "random",
      "interpolation",
      "hybrid",
      "pooled",
      "copies",
    ]);
    expect(methods[3].title).toBe("Pooled sampling");
    expect(Object.keys(samplerMethods({} as Vae))).toContain("pooled");
    // Kept rows of the paper's samplers hold; those of one under work are of its code.
    const settings = (): object | undefined => augmentationMethods()[3].settings;
    const before = settings();
    samplers.pooled = (subset, count, random) => samplerRandom(subset, count + 0, random);
    expect(settings()).not.toEqual(before);
    expect(methods[0].settings).toBeUndefined();
  });

  test("has its line in figure 6 and its panel in figure 7", () => {
    samplers.pooled = samplerRandom;
    const summary = augmentationSummary(study(), { random: randomSource(1), resamples: 5 });
    expect(JSON.stringify(fig6Augmentation(summary))).toContain("Pooled sampling");
    const example = augmentationExample({
      rows: [...study()],
      spectra: ["full scan", "subset", "pooled"].flatMap((method) =>
        [3.1, 3, 2.9].map((ppm) => ({
          subject: "S2",
          method,
          n: method === "subset" ? 2 : 20,
          ppm,
          value: 1,
        })),
      ),
      subjects: { train: [], validation: [], test: ["S1", "S2", "S3"] },
    });
    expect(JSON.stringify(fig7DifferenceSpectra(example))).toContain("Pooled sampling");
  });
});

test("a metric that is added is in the rows, the table, and a panel of figure 6", () => {
  const panels = (): unknown[] =>
    (
      fig6Augmentation(augmentationSummary(study(), { random: randomSource(1), resamples: 5 })) as {
        concat: [];
      }
    ).concat;
  const before = panels().length;
  differenceMetrics.top = {
    definition: "the highest point",
    unit: "",
    panel: "Highest point",
    measure: ({ re }) => Math.max(...re),
  };
  const summary = augmentationSummary(study(), { random: randomSource(1), resamples: 5 });
  // Draws of n + 1 and n + 2: their mean
  const line = augmentationTable(summary).find(({ method }) => method === "Bare subset")!;
  expect(line.top).toBeCloseTo(3.5, 4);
  expect(panels().length).toBe(before + 1);
  expect(JSON.stringify(panels().at(-1))).toContain("Highest point");
});
