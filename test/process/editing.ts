import { fidStack } from "../../lib/signal/index.js";
import type { FidStack, RandomSource } from "../../lib/signal/index.js";
import { basisCached, pulseSequence, spinSystem } from "../../lib/spin/index.js";

const POINTS = 1024;
export const BRAIN = { NAA: 12, Cr: 5, PCr: 4, GPC: 1, PCh: 0.8, Glu: 10, mI: 6, GABA: 1.3 };

/** OFF and ON of MEGA-PRESS. */
const basis = basisCached(Object.keys(BRAIN).map(spinSystem), pulseSequence("megaPress68"));
const { header } = basis[0];

/** One noise-free FID. */
export interface Clean {
  re: Float64Array;
  im: Float64Array;
}

/** OFF and ON of concentrations, noise-free. */
export function subSpectra(concentrations: Record<string, number>): Clean[] {
  return basis.map(({ names, shape, re, im }) => {
    const sum = { re: new Float64Array(POINTS), im: new Float64Array(POINTS) };
    names.forEach((name, k) => {
      for (let t = 0; t < POINTS; t++) {
        const decay = (concentrations[name] ?? 0) * Math.exp(-t * header.dwellTime * 15);
        sum.re[t] += decay * re[k * shape[1] + t];
        sum.im[t] += decay * im[k * shape[1] + t];
      }
    });
    return sum;
  });
}

/** A FID and a singlet of `protons` at `ppm`. */
export function withSinglet({ re, im }: Clean, ppm: number, protons: number): Clean {
  const turn = 2 * Math.PI * (ppm - header.referencePpm) * header.spectrometerFrequency * header.dwellTime;
  const line = (t: number): number => protons * Math.exp(-t * header.dwellTime * 15);
  return {
    re: re.map((value, t) => value + line(t) * Math.cos(turn * t)),
    im: im.map((value, t) => value + line(t) * Math.sin(turn * t)),
  };
}

export interface Scan {
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

/** Transients of the conditions given, each a place in `clean`. */
export function transientsOf(
  clean: readonly Clean[],
  conditions: readonly number[],
  random: RandomSource,
  scan: Scan = {},
): FidStack {
  const { noise = 0.1, drift = 0, jump = 0, motion = 0, lipids = 0, water = 0 } = scan;
  const n = conditions.length;
  const f0 = header.spectrometerFrequency;
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

export type Fault = "empty" | "noise" | "elsewhere" | "broad" | "water";

/** The stack with some transients spoilt. */
export function spoilt(
  stack: FidStack,
  rows: readonly number[],
  fault: Fault,
  random: RandomSource,
): FidStack {
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

/** 0 and 1 in blocks. */
export const order = (n: number, block: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.floor(i / block) % 2);
