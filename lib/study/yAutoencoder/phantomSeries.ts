import { lineshapeFactor } from "../../cohort/index.js";
import { EDIT_OFF, EDIT_ON, fidStack } from "../../signal/index.js";
import type { FidStack, RandomSource } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";
import { yaeBases } from "./yaeBases.js";
import type { YaeSettings } from "./yaeSettings.js";

/** An edited scan of a solution whose concentrations are known. */
export interface PhantomScan {
  series: string;
  id: string;
  /** mM, by metabolite; none of what is not there. */
  concentrations: Record<string, number>;
  /** Two averaged FIDs, labelled OFF and ON. */
  stack: FidStack;
}

/**
 * Series of simulated phantom scans, GABA rising within each, that differ from what networks learn from in every way
 * that a scanner may: shifts and couplings, lines that are neither Lorentzian nor even, what referencing leaves of
 * frequency and phase, the foot of residual water, and noise with spurious lines in it, which is neither Gaussian nor
 * independent from point to point.
 */
export function phantomSeries(settings: YaeSettings, random: RandomSource): PhantomScan[] {
  const { phantoms, metabolites } = settings;
  const bases = yaeBases(settings, phantoms.bases, phantoms.variation, random.fork("bases"));
  return phantoms.series.flatMap((series) => {
    const own = random.fork(series);
    const between = ([low, high]: readonly [number, number]): number => low + (high - low) * own.uniform();
    const basis = bases[own.integer(bases.length)];
    const fixed = metabolites.map((name) => between(phantoms.concentrations[name]));
    const lines = {
      lorentzian: between(phantoms.lorentzian),
      gaussian: between(phantoms.gaussian),
      skew: between(phantoms.skew),
    };
    const noise = between(phantoms.noise);
    return Array.from({ length: phantoms.steps }, (_, step): PhantomScan => {
      const gaba = (phantoms.concentrations.GABA[1] * step) / (phantoms.steps - 1);
      const concentrations = metabolites.map((name, m) => (name === "GABA" ? gaba : fixed[m]));
      const scan = {
        ...lines,
        noise,
        frequency: between(phantoms.frequency),
        phase: (between(phantoms.phase) * Math.PI) / 180,
        water: between(phantoms.water) * 3 * fixed[metabolites.indexOf("NAA")],
        waterWidth: between(phantoms.waterWidth),
        waterPhase: 2 * Math.PI * own.uniform(),
        spurious: phantoms.spurious,
      };
      return {
        series,
        id: `${series}-${step + 1}`,
        concentrations: Object.fromEntries(metabolites.map((name, m) => [name, concentrations[m]])),
        stack: scanOf(basis, concentrations, scan, own.fork(step)),
      };
    });
  });
}

interface Scan {
  lorentzian: number;
  gaussian: number;
  skew: number;
  noise: number;
  frequency: number;
  phase: number;
  water: number;
  waterWidth: number;
  waterPhase: number;
  spurious: { lines: number; height: number };
}

function scanOf(
  basis: readonly BasisSet[],
  concentrations: readonly number[],
  scan: Scan,
  random: RandomSource,
): FidStack {
  const { header, shape } = basis[0];
  const [, points] = shape;
  const { dwellTime } = header;
  const re = new Float32Array(2 * points);
  const im = new Float32Array(2 * points);
  const line = lineshapeFactor(points, dwellTime, scan.gaussian, scan.skew);
  [EDIT_OFF, EDIT_ON].forEach((label) => {
    const condition = basis[label];
    const fid = { re: new Float64Array(points), im: new Float64Array(points) };
    concentrations.forEach((amount, m) => {
      for (let t = 0; t < points; t++) {
        fid.re[t] += amount * condition.re[m * points + t];
        fid.im[t] += amount * condition.im[m * points + t];
      }
    });
    const sd = scan.noise * Math.hypot(fid.re[0], fid.im[0]);
    const spurious = spuriousLines(scan.spurious, sd * Math.sqrt(points), points, random);
    // Suppression differs a little between the conditions.
    const water = scan.water * (1 + 0.1 * random.normal());
    const decay = Math.exp(-Math.PI * scan.lorentzian * dwellTime);
    let damping = 1;
    for (let t = 0; t < points; t++) {
      const turn = scan.phase + 2 * Math.PI * scan.frequency * t * dwellTime;
      const [c, s] = [damping * Math.cos(turn), damping * Math.sin(turn)];
      const x = fid.re[t] * line.re[t] - fid.im[t] * line.im[t];
      const y = fid.re[t] * line.im[t] + fid.im[t] * line.re[t];
      const foot = water * Math.exp(-Math.PI * scan.waterWidth * t * dwellTime);
      const to = label * points + t;
      re[to] = x * c - y * s + foot * Math.cos(scan.waterPhase) + spurious.re[t] + sd * random.normal();
      im[to] = x * s + y * c + foot * Math.sin(scan.waterPhase) + spurious.im[t] + sd * random.normal();
      damping *= decay;
    }
  });
  return fidStack({
    ...header,
    re,
    im,
    shape: [2, points],
    labels: Uint8Array.of(EDIT_OFF, EDIT_ON),
    history: ["simulated phantom"],
  });
}

/** Lines of interference: anywhere in the band, about two points wide, exponentially distributed in height. */
function spuriousLines(
  { lines, height }: Scan["spurious"],
  unit: number,
  points: number,
  random: RandomSource,
): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(points);
  const im = new Float64Array(points);
  const damping = Math.exp(-2 / points);
  for (let k = 0; k < lines; k++) {
    const size = ((-Math.log(1 - random.uniform()) * height * unit) / points) * 2;
    const turn = 2 * Math.PI * (random.uniform() - 0.5);
    const phase = 2 * Math.PI * random.uniform();
    let magnitude = size;
    for (let t = 0; t < points; t++) {
      re[t] += magnitude * Math.cos(phase + turn * t);
      im[t] += magnitude * Math.sin(phase + turn * t);
      magnitude *= damping;
    }
  }
  return { re, im };
}
