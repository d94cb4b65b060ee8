import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  conditionalModel,
  conditionalSet,
  conditionalSettings,
  conditionalStudy,
  CVAE,
  fig20Conditional,
  networkLoad,
  networkSave,
  spectrumParametersFit,
} from "mrs-synth";
import type { ConditionalResult, ConditionalSettings, Cvae } from "mrs-synth";

const quick = conditionalSettings("quick");
const settings: ConditionalSettings = {
  ...quick,
  training: 1200,
  validation: 200,
  test: 40,
  pairs: 3,
  network: { ...quick.network, epochs: 30 },
};
const set = conditionalSet(settings);
const folder = mkdtempSync(join(tmpdir(), "mrs-synth-cvae-"));
let model: Cvae;
let result: ConditionalResult;

beforeAll(async () => {
  model = await conditionalModel(set, settings, { cache: folder });
  result = conditionalStudy(model, set, settings);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("spectrumParametersFit", () => {
  it("finds what spectra were made with, to within their noise", () => {
    const width = set.test.shape[1];
    for (let k = 0; k < 8; k++) {
      const fit = spectrumParametersFit(set.maker, 2, set.test.rows.subarray(k * width, (k + 1) * width));
      const [pcr, naa] = set.test.concentrations.subarray(2 * k, 2 * k + 2);
      // Noise of 20 under lines of thousands: 0.3 mM is more than 3 SD for the broadest of lines
      expect(Math.abs(fit.concentrations[0] - pcr)).toBeLessThan(0.3);
      expect(Math.abs(fit.concentrations[1] - naa)).toBeLessThan(0.3);
      expect(Math.abs(fit.residual / settings.draw.noise - 1)).toBeLessThan(0.1);
      if (pcr + naa > 3) expect(Math.abs(fit.phase - set.test.phase[k])).toBeLessThan(0.06);
    }
  });
});

describe("the conditional VAE", () => {
  it("does what its labels ask, on latent points of spectra it has not seen", () => {
    for (const { metabolite, r } of result.fidelityNumbers.filter(({ from }) => from === "encoded")) {
      // A decoder that is deaf to its labels gives r = 0
      expect(r, metabolite).toBeGreaterThan(0.7);
    }
  });

  it("reconstructs unseen spectra better than their mean by far", () => {
    const { validation } = model.history[model.provenance.bestEpoch - 1];
    const [n, width] = set.validation.shape;
    const mean = new Float64Array(width);
    set.training.rows.forEach((value, k) => (mean[k % width] += value / settings.training));
    let spread = 0;
    set.validation.rows.forEach(
      (value, k) => (spread += ((value - mean[k % width]) / model.config.scale) ** 2),
    );
    expect(validation.reconstruction).toBeLessThan((0.2 * spread) / n);
  });

  it("turns the phase step by step on the way between two phases", () => {
    const [phase] = result.pathNumbers;
    expect(phase.path).toBe("phase");
    expect(phase.monotone).toBe(1);
    expect(phase.linearity).toBeGreaterThan(0.95);
    expect(result.path.every(({ fitted }) => Number.isFinite(fitted))).toBe(true);
  });

  it("is kept whole, and not taken for another kind", async () => {
    const again = await conditionalModel(set, settings, { cache: folder });
    expect(again.weights).toEqual(model.weights);
    networkSave(model, join(folder, "own"));
    expect(networkLoad(join(folder, "own"), CVAE)).toEqual(
      JSON.parse(JSON.stringify({ ...model, weights: 0 }), (key, value) =>
        key === "weights" ? model.weights : value,
      ),
    );
    expect(() => networkLoad(join(folder, "own"), "another")).toThrow("kind");
    expect(() => networkLoad(join(folder, "none"), CVAE)).toThrow("content");
  });

  it("is drawn", () => {
    const spec = fig20Conditional({ ...result });
    expect(JSON.stringify(spec)).not.toContain("null,null");
    expect(() => fig20Conditional({ spectra: [], path: [], fidelity: [] })).toThrow(RangeError);
  });
});
