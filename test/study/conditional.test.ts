import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  augmentationCohort,
  augmentationStudy,
  conditionalAugmentation,
  conditionalEditedModel,
  conditionalEditedSet,
  conditionalEditedStudy,
  conditionalModel,
  conditionalSet,
  conditionalSettings,
  conditionalStudy,
  covarianceStudySettings,
  CVAE,
  fig20bConditioning,
  fig20Conditional,
  networkLoad,
  networkSave,
  spectrumParametersFit,
} from "mrs-synth";
import { editedRows } from "../../lib/study/conditional/conditionalEditedSet.js";
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

  it("keeps its loss as it says: squared error and beta times the divergence", () => {
    for (const { validation } of model.history) {
      const { loss, reconstruction, kl } = validation;
      expect(loss / (reconstruction + model.config.beta * kl)).toBeCloseTo(1, 4);
    }
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

describe("the conditional VAE of edited spectra", () => {
  const edited = {
    ...quick.edited,
    training: 2000,
    validation: 100,
    test: 8,
    network: { ...quick.edited.network, epochs: 15 },
  };
  const editedSet = conditionalEditedSet(edited);

  it("is told every metabolite of the basis, and ON of every second spectrum", () => {
    const { labels, names, training } = editedSet;
    expect(labels.map(({ name }) => name)).toEqual([...names, "ON"]);
    expect(names).toEqual(expect.arrayContaining(["GABA", "Glu", "NAAG", "PCr", "mI"]));
    const { labels: told, shape } = editedRows(training);
    expect(shape).toEqual([4000, 2 * editedSet.maker.ppm.length]);
    const kinds = labels.length;
    expect([0, 1, 2, 3].map((i) => told[(i + 1) * kinds - 1])).toEqual([0, 1, 0, 1]);
    expect(told.slice(0, kinds - 1)).toEqual(told.slice(kinds, 2 * kinds - 1));
  });

  it("does what its labels ask, and edits OFF when it is asked for ON", async () => {
    const trained = await conditionalEditedModel(editedSet, edited, { cache: folder });
    const { fidelityNumbers, editingNumbers, shape, ...figure } = conditionalEditedStudy(
      trained,
      editedSet,
      edited,
    );
    for (const quantity of ["tCr", "tCho", "mI"]) {
      const { rmse, trivial, slope } = fidelityNumbers.find((row) => row.quantity === quantity)!;
      // Deaf to its labels, the decoder gives slope 0 and an error as large as that of the mean, or larger
      expect(rmse, quantity).toBeLessThan(trivial / 2);
      expect(slope, quantity).toBeGreaterThan(0.6);
    }
    // Where ON is taken for OFF the difference is 0: a bias of -100 %, and no shape to speak of
    for (const { quantity, bias } of editingNumbers) {
      expect(Math.abs(bias), quantity).toBeLessThan(40);
    }
    expect(shape).toBeGreaterThan(0.7);
    const score = { method: "random", title: "VAE", n: 2, value: 1, low: 0.5, high: 2 };
    const scores = [{ ...score, metric: "gaba slope" }];
    const text = JSON.stringify(fig20bConditioning({ ...figure, fidelity: fidelityNumbers, scores }));
    expect(text).toContain("GABA+: slope");
  }, 60_000);

  it("fills subsets up in the augmentation study, told the subset's own amounts", async () => {
    const { cohort, simulated } = covarianceStudySettings("quick");
    const source = augmentationCohort({
      ...cohort,
      train: 8,
      validation: 2,
      test: 2,
      trainTransients: 8,
      testTransients: 16,
    });
    const small = { ...quick.subjects, network: { ...quick.subjects.network, layers: [64], epochs: 4 } };
    const { rows } = await augmentationStudy(
      source,
      { ...simulated, subsets: [2], draws: 1, groundTruths: [16] },
      {
        methods: [
          conditionalAugmentation("amounts", small),
          conditionalAugmentation("fitted amounts", small),
          conditionalAugmentation("condition", small),
        ],
        workers: 0,
        cache: join(folder, "rows"),
        modelCache: folder,
      },
    );
    for (const method of ["conditional", "conditional fitted", "conditional control"]) {
      const gaba = rows.filter((row) => row.method === method && row.metric === "gaba");
      expect(gaba).toHaveLength(2);
    }
    // What is told matters: the two estimates differ, and so do the spectra
    const of = (method: string): number[] =>
      rows.filter((row) => row.method === method && row.metric === "error").map(({ value }) => value);
    expect(of("conditional")).not.toEqual(of("conditional control"));
    const ids = (part: { id: string }[]): string[] => part.map(({ id }) => id);
    expect(ids(source.test).filter((id) => ids(source.train).includes(id))).toEqual([]);
  }, 60_000);
});
