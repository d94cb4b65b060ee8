import { beforeAll, describe, expect, test } from "vitest";
import { scanProcess, stackClassify, stackClassifyIfEdited, stackSound } from "../../lib/process/index.js";
import { EDIT_OFF, EDIT_ON, randomSource, fidStack } from "../../lib/signal/index.js";
import type { FidStack, RandomSource } from "../../lib/signal/index.js";
import { basisCached, pulseSequence, spinSystem } from "../../lib/spin/index.js";
import type { BasisSet } from "../../lib/spin/index.js";

const POINTS = 1024;
const BRAIN = { NAA: 12, Cr: 5, PCr: 4, GPC: 1, PCh: 0.8, Glu: 10, mI: 6, GABA: 1.3 };
const TUMOUR = { ...BRAIN, NAA: 1.5, GPC: 2.5 };
/** No NAA and no creatine: the GABA phantom of a quality assurance. */
const PHANTOM = { GABA: 10, Glu: 8 };

/** OFF and ON. */
let basis: BasisSet[];
beforeAll(async () => {
  basis = await basisCached(Object.keys(BRAIN).map(spinSystem), pulseSequence("megaPress68"));
});

interface Scan {
  noise?: number;
  /** Hz over the scan. */
  drift?: number;
  /** Largest phase jump, rad. */
  jump?: number;
  /** Share of transients with less signal. */
  motion?: number;
  /** Share of transients with lipids, up to 15 times NAA. */
  lipids?: number;
  /** Residual water over NAA's protons, alternating as a phase cycle makes it. */
  water?: number;
}

/** Transients of the conditions given, 0 OFF and 1 ON. */
function scanOf(
  concentrations: Record<string, number>,
  conditions: readonly number[],
  random: RandomSource,
  scan: Scan = {},
): FidStack {
  const { noise = 0.1, drift = 0, jump = 0, motion = 0, lipids = 0, water = 0 } = scan;
  const n = conditions.length;
  const { header, names } = basis[0];
  const stride = basis[0].shape[1];
  const f0 = header.spectrometerFrequency;
  const clean = basis.map(({ re, im }) => {
    const sum = { re: new Float64Array(POINTS), im: new Float64Array(POINTS) };
    names.forEach((name, k) => {
      for (let t = 0; t < POINTS; t++) {
        const decay = (concentrations[name] ?? 0) * Math.exp(-t * header.dwellTime * 15);
        sum.re[t] += decay * re[k * stride + t];
        sum.im[t] += decay * im[k * stride + t];
      }
    });
    return sum;
  });
  const re = new Float32Array(n * POINTS);
  const im = new Float32Array(n * POINTS);
  const jumpAt = random.integer(n);
  const jumpBy = jump * (2 * random.uniform() - 1);
  conditions.forEach((condition, i) => {
    const gain = random.uniform() < motion ? 0.5 + 0.5 * random.uniform() : 1;
    const fat = random.uniform() < lipids ? 500 * random.uniform() : 0;
    const fatPhase = 2 * Math.PI * random.uniform();
    const shift = (drift * i) / n + 0.5 * random.normal();
    const phase = (i >= jumpAt ? jumpBy : 0) + 0.1 * random.normal();
    for (let t = 0; t < POINTS; t++) {
      const time = t * header.dwellTime;
      const fatTurn = 2 * Math.PI * (1.3 - header.referencePpm) * f0 * time + fatPhase;
      const fatNow = fat * Math.exp(-60 * time);
      const waterNow = water * 36 * (i % 2 ? 0.6 : 1) * Math.exp(-25 * time);
      const x = gain * clean[condition].re[t] + fatNow * Math.cos(fatTurn) + waterNow;
      const y = gain * clean[condition].im[t] + fatNow * Math.sin(fatTurn);
      const turn = 2 * Math.PI * shift * time + phase;
      re[i * POINTS + t] = x * Math.cos(turn) - y * Math.sin(turn) + noise * random.normal();
      im[i * POINTS + t] = x * Math.sin(turn) + y * Math.cos(turn) + noise * random.normal();
    }
  });
  return fidStack({ re, im, shape: [n, POINTS], ...header, echoTime: 0.068, repetitionTime: 2 });
}

type Fault = "empty" | "noise" | "elsewhere" | "broad" | "water";

/** The stack with some transients spoilt. */
function spoilt(stack: FidStack, rows: readonly number[], fault: Fault, random: RandomSource): FidStack {
  const [re, im] = [stack.re.slice(), stack.im.slice()];
  for (const i of rows) {
    for (let t = 0, k = i * POINTS; t < POINTS; t++, k++) {
      const time = t * stack.dwellTime;
      const [x, y] = [re[k], im[k]];
      if (fault === "empty") re[k] = im[k] = 0;
      if (fault === "noise") [re[k], im[k]] = [20 * random.normal(), 20 * random.normal()];
      if (fault === "broad") [re[k], im[k]] = [x * Math.exp(-90 * time), y * Math.exp(-90 * time)];
      if (fault === "water") re[k] += 1e5 * Math.exp(-30 * time);
      if (fault === "elsewhere") {
        const turn = 2 * Math.PI * 70 * time + 2;
        [re[k], im[k]] = [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
      }
    }
  }
  return { ...stack, re, im };
}

const order = (n: number, block: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.floor(i / block) % 2);

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
