import { describe, expect, test } from "vitest";
import { scanProcess, stackClassify, stackClassifyIfEdited, stackSound } from "../../lib/process/index.js";
import { EDIT_OFF, EDIT_ON, randomSource } from "../../lib/signal/index.js";
import type { FidStack, RandomSource } from "../../lib/signal/index.js";
import { BRAIN, order, spoilt, subSpectra, transientsOf } from "./editing.js";
import type { Fault, Scan } from "./editing.js";

const TUMOUR = { ...BRAIN, NAA: 1.5, GPC: 2.5 };
/** No NAA and no creatine: the GABA phantom of a quality assurance. */
const PHANTOM = { GABA: 10, Glu: 8 };

function scanOf(
  concentrations: Record<string, number>,
  conditions: readonly number[],
  random: RandomSource,
  scan?: Scan,
): FidStack {
  return transientsOf(subSpectra(concentrations), conditions, random, scan);
}

describe("a scan that is not edited", () => {
  test.each<Fault>(["empty", "noise", "elsewhere", "broad", "water"])(
    "stays so with one and two transients of 16 spoilt (%s)",
    (fault) => {
      for (const rows of [[5], [0, 9]]) {
        const random = randomSource(rows.length);
        const stack = spoilt(scanOf(BRAIN, order(16, 99), random, { drift: 8 }), rows, fault, random);
        expect(stackClassifyIfEdited(stack)).toBeUndefined();
      }
    },
  );

  test("is not found edited with drift, motion, phase jumps, lipids and residual water", () => {
    let found = 0;
    for (let k = 0; k < 60; k++) {
      const random = randomSource(1000 + k);
      const n = [2, 4, 8, 12][k % 4];
      const noise = [0.1, 1, 3][k % 3];
      const scan = { noise, drift: 20, jump: 3, motion: 0.3, lipids: 0.2, water: k % 2 ? 20 : 0 };
      if (stackClassifyIfEdited(scanOf(BRAIN, order(n, 999), random, scan))) found++;
    }
    expect(found).toBe(0);
  });

  test("leaves out what is empty and what is unsuppressed water, and names it", () => {
    const random = randomSource(4);
    const plain = scanOf(BRAIN, order(12, 99), random);
    const stack = spoilt(spoilt(plain, [3], "empty", random), [0, 1], "water", random);
    const sound = stackSound(stack);
    expect(sound.leftOut).toEqual([0, 1, 3]);
    expect(sound.stack.history.at(-1)).toContain("without signal 3; unsuppressed water 0, 1");
    const done = scanProcess(stack, { waterRemove: false });
    expect(done.kind).toBe("press");
    expect(done.rejected).toEqual(expect.arrayContaining([0, 1, 3]));
    // as the same scan without them
    const without = scanProcess(sound.stack, { waterRemove: false });
    expect(done.kind === "press" && without.kind === "press" && done.average.re).toEqual(
      without.kind === "press" && without.average.re,
    );
  });
});

describe("an edited scan", () => {
  test.each<[string, number, Record<string, number>]>([
    ["alternating", 1, BRAIN],
    ["pairs", 2, BRAIN],
    ["halves", 8, BRAIN],
    ["alternating", 1, TUMOUR],
  ])("%s, with one transient empty and one of noise, keeps its labels", (name, block, concentrations) => {
    const random = randomSource(block);
    const truth = order(16, block);
    const stack = scanOf(concentrations, truth, random, { drift: 20, jump: 1 });
    const found = stackClassify(spoilt(spoilt(stack, [4], "empty", random), [11], "noise", random));
    expect(found.order).toBe(name);
    expect([...found.stack.labels!]).toEqual(truth);
    expect(found.naaEdited).toBe(true);
  });

  test("keeps its labels when a transient is lost or repeated, wherever that is", () => {
    for (const at of [3, 6, 9, 12]) {
      const full = order(17, 1);
      const truth =
        at % 2 ? full.filter((_, i) => i !== at) : [...full.slice(0, at), ...full.slice(at - 1, 15)];
      const found = stackClassify(scanOf(BRAIN, truth, randomSource(at), { noise: 1, drift: 10 }));
      expect([...found.stack.labels!], `${at}`).toEqual(truth);
      expect(found.order).toMatch(/^alternating, slip at \d+$/);
    }
  });

  test("with one transient empty is averaged without it, each condition with its own", () => {
    const random = randomSource(8);
    const stack = scanOf(BRAIN, order(12, 1), random);
    const done = scanProcess(spoilt(stack, [5], "empty", random), { waterRemove: false });
    expect(done.kind === "mega" && done.editing.order).toBe("alternating");
    expect(done.rejected).toContain(5);
  });

  test("of a phantom without NAA and creatine is what its labels say", () => {
    const truth = order(8, 1);
    const stack = { ...scanOf(PHANTOM, truth, randomSource(3)), labels: Uint8Array.from(truth) };
    const found = stackClassify(stack);
    expect(found.order).toBe("labels");
    expect([...found.stack.labels!]).toEqual(truth);
    expect(found.inverted).toBe(false);
    // the other way round as well: nothing in the data speaks against it
    const other = { ...stack, labels: stack.labels.map((label) => 1 - label) };
    expect([...stackClassify(other).stack.labels!]).toEqual([...other.labels]);
  });

  test("without NAA and without labels is not guessed at", () => {
    const stack = scanOf({ Cr: 5, PCr: 4, GPC: 1.5, GABA: 6, Glu: 8 }, order(16, 1), randomSource(3));
    expect(() => stackClassifyIfEdited(stack)).toThrow(/EditCondition is none.*alternating.*expected labels/);
  });

  test("labelled ON where NAA is, and OFF where it is gone, is taken for exchanged", () => {
    const truth = order(8, 2);
    const labels = Uint8Array.from(truth, (label) => (label === EDIT_ON ? EDIT_OFF : EDIT_ON));
    const found = stackClassify({ ...scanOf(BRAIN, truth, randomSource(3)), labels });
    expect([...found.stack.labels!]).toEqual(truth);
    expect(found.order).toBe("labels, exchanged");
  });
});
