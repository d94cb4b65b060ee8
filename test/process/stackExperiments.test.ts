import { describe, expect, test } from "vitest";
import {
  scanProcess,
  stackClassify,
  stackClassifyIfEdited,
  stackExperiments,
} from "../../lib/process/index.js";
import { ppmWindow, randomSource, stackToSpectra } from "../../lib/signal/index.js";
import type { FidStack, ScanDimension } from "../../lib/signal/index.js";
import { BRAIN, order, subSpectra, transientsOf, withSinglet } from "./editing.js";

const plain = transientsOf(subSpectra(BRAIN), order(8, 99), randomSource(1));
const of = (...dimensions: ScanDimension[]): FidStack => ({ ...plain, dimensions });

describe("only repetitions are averaged", () => {
  test.each<[string, RegExp]>([
    ["DIM_ISIS", /DIM_ISIS is 4 entries; expected the eight acquisitions added up/],
    ["DIM_METCYCLE", /DIM_METCYCLE is 4 entries; expected the two of metabolite cycling subtracted/],
    ["DIM_PHASE_CYCLE", /DIM_PHASE_CYCLE is 4 entries/],
    ["DIM_INDIRECT_0", /DIM_INDIRECT_0 is 4 entries.*only DIM_DYN and DIM_MEAS are averaged/],
    ["DIM_USER_1", /DIM_USER_1 is 4 entries/],
  ])("%s is refused by name, wherever it stands", (tag, message) => {
    const apart = { tag, size: 4 };
    const repeated = { tag: "DIM_DYN", size: 2 };
    for (const stack of [of(apart, repeated), of(repeated, apart)]) {
      expect(() => scanProcess(stack)).toThrow(message);
      expect(() => stackClassifyIfEdited(stack)).toThrow(message);
    }
    // one entry alone is no series
    expect(scanProcess(of({ tag: "DIM_DYN", size: 8 }, { tag, size: 1 }), { waterRemove: false }).kind).toBe(
      "press",
    );
  });

  test.each<[string, unknown]>([
    ["EchoTime", [0.03, 0.03, 0.06, 0.06, 0.09, 0.09, 0.14, 0.14]],
    ["InversionTime", { Value: [0, 0, 0, 0, 0, 0, 0, 0.6], Description: "s" }],
    ["RepetitionTime", { start: 1, increment: 0.5 }],
    ["WaterSuppressed", [false, true, true, true, true, true, true, true]],
  ])("repetitions whose %s varies are none", (key, values) => {
    const stack = of({ tag: "DIM_DYN", size: 8, header: { [key]: values } });
    expect(() => scanProcess(stack)).toThrow(`DIM_DYN is 8 entries that differ in ${key}`);
  });

  test("repetitions whose header says the same of all are averaged; so is DIM_MEAS", () => {
    const header = { EchoTime: Array<number>(4).fill(0.03), RepetitionTime: [2, 2.01, 2, 1.99] };
    const stack = of({ tag: "DIM_MEAS", size: 2 }, { tag: "DIM_DYN", size: 4, header });
    expect(stackExperiments(stack)).toBeUndefined();
    expect(scanProcess(stack, { waterRemove: false }).kind).toBe("press");
  });
});

describe("two experiments in DIM_EDIT", () => {
  const truth = order(8, 1);
  const stack = transientsOf(subSpectra(BRAIN), truth, randomSource(2));
  const edit = { tag: "DIM_EDIT", size: 2 };
  const dimensions = [{ tag: "DIM_DYN", size: 4 }, edit];

  test("without names are told by NAA", () => {
    const found = stackClassify({ ...stack, dimensions });
    expect(found.order).toBe("DIM_EDIT");
    expect([...found.stack.labels!]).toEqual(truth);
  });

  test("named otherwise are told by their pulses, even without NAA", () => {
    const phantom = transientsOf(subSpectra({ Cr: 5, GPC: 1.5, GABA: 6, Glu: 8 }), truth, randomSource(2));
    const told = { ...edit, header: { EditCondition: ["A", "B"] }, editPulses: { A: [7.5], B: [1.9] } };
    const found = stackClassify({ ...phantom, dimensions: [dimensions[0], told] });
    expect([...found.stack.labels!]).toEqual(truth);
  });
});

describe("four experiments (HERMES)", () => {
  const [off, on] = subSpectra(BRAIN);
  const [water, gsh] = [20, 2];
  /** Edits neither, GABA, GSH, both; the pulse at 4.56 ppm takes most of water. */
  const four = [off, on, off, on].map((fid, k) =>
    withSinglet(k < 2 ? fid : withSinglet(fid, 2.95, gsh), 4.68, k < 2 ? water : 0.2 * water),
  );
  const names = { EditCondition: ["A", "B", "C", "D"] };
  const dimension = { tag: "DIM_EDIT", size: 4, header: names };
  const cycled = [3, 0, 2, 1];
  const stack: FidStack = {
    ...transientsOf(
      four,
      Array.from({ length: 16 }, (_, i) => cycled[i % 4]),
      randomSource(5),
      { noise: 0.05 },
    ),
    dimensions: [{ tag: "DIM_DYN", size: 4 }, dimension],
  };
  /** Height at ppm over that of the line beside it. */
  const height = (fid: FidStack, ppm: number): number => {
    const { re, ppm: axis } = stackToSpectra(fid, { points: 4096 });
    const [first, last] = ppmWindow(axis, ppm - 0.03, ppm + 0.03);
    return re
      .subarray(first, last)
      .reduce((top, value) => (Math.abs(value) > Math.abs(top) ? value : top), 0);
  };

  test("are told apart by NAA and water, and give the GABA and the GSH difference, each of one ON - OFF", () => {
    const done = scanProcess(stack, { waterRemove: false });
    if (done.kind !== "mega") throw new Error(done.kind);
    expect(done.hermes?.experiments).toEqual(["A: GABA + GSH", "B: neither", "C: GSH", "D: GABA"]);
    // the same two conditions without GSH, as MEGA-PRESS
    const mega = scanProcess(
      transientsOf(
        [off, on].map((fid) => withSinglet(fid, 4.68, water)),
        order(16, 1),
        randomSource(6),
        { noise: 0.05 },
      ),
      { waterRemove: false },
    );
    if (mega.kind !== "mega") throw new Error(mega.kind);
    for (const ppm of [2.01, 3.0, 3.75]) {
      const ratio = height(done.difference, ppm) / height(mega.difference, ppm);
      expect(Math.abs(ratio - 1), `${ppm}`).toBeLessThan(0.1);
    }
    const found = done.hermes!.gsh!;
    expect(Math.abs(height(found, 2.01))).toBeLessThan(0.02 * height(done.off, 2.01));
    // 2 protons beside the 3 x 12 of NAA
    expect(height(found, 2.95) / height(done.off, 2.01)).toBeCloseTo(gsh / 36, 1.5);
    expect(Math.abs(height(done.difference, 2.95) - height(mega.difference, 2.95))).toBeLessThan(
      0.2 * height(found, 2.95),
    );
  });

  test("are what their pulses say, where water does not tell; without, GSH is not made up", () => {
    const dry = [off, on, off, on].map((fid, k) => (k < 2 ? fid : withSinglet(fid, 2.95, gsh)));
    const sequence = Array.from({ length: 16 }, (_, i) => cycled[i % 4]);
    const fids = transientsOf(dry, sequence, randomSource(5), { noise: 0.05 });
    const editPulses = { A: [1.9, 4.58], B: [4.18], C: [4.18, 4.58], D: [1.9] };
    const told = scanProcess(
      {
        ...fids,
        dimensions: [
          { tag: "DIM_DYN", size: 4 },
          { ...dimension, editPulses },
        ],
      },
      { waterRemove: false },
    );
    expect(told.kind === "mega" && told.hermes?.experiments).toEqual([
      "A: GABA + GSH",
      "B: neither",
      "C: GSH",
      "D: GABA",
    ]);
    const untold = scanProcess(
      { ...fids, dimensions: [{ tag: "DIM_DYN", size: 4 }, dimension] },
      { waterRemove: false },
    );
    if (untold.kind !== "mega") throw new Error(untold.kind);
    expect(untold.hermes!.gsh).toBeUndefined();
    expect(untold.hermes!.experiments[1]).toBe("B: not GABA");
  });

  test("without labels are refused and not taken for MEGA-PRESS; three, or four without editing, too", () => {
    // GSH and all else that a pulse at 4.56 ppm changes
    const strong = four.map((fid, k) => (k < 2 ? fid : withSinglet(fid, 3.75, 6)));
    const sequence = Array.from({ length: 32 }, (_, i) => cycled[i % 4]);
    const unlabelled = transientsOf(strong, sequence, randomSource(5), { noise: 0.05 });
    expect(() => scanProcess(unlabelled)).toThrow(/four conditions in the data/);
    const three = { tag: "DIM_EDIT", size: 3 };
    const few = {
      ...transientsOf(four, [0, 1, 2, 0, 1, 2], randomSource(1)),
      dimensions: [{ tag: "DIM_DYN", size: 2 }, three],
    };
    expect(() => scanProcess(few)).toThrow(/EditCondition is 3 \(1, 2, 3\)/);
    const none = of({ tag: "DIM_DYN", size: 2 }, { tag: "DIM_EDIT", size: 4 });
    expect(() => scanProcess(none)).toThrow(
      /EditCondition is 1, 2, 3, 4; expected two with NAA and two without/,
    );
  });
});
