import { dataRead, EDIT_OFF, EDIT_ON, fidStack } from "../signal/index.js";
import type { FidStack, RandomSource } from "../signal/index.js";
import type { CohortBasis } from "./cohortBasis.js";
import type { CohortConfig } from "./cohortConfig.js";
import { macromoleculesAdd } from "./macromoleculesAdd.js";
import { noiseSdForSnr } from "./noiseSdForSnr.js";
import { subjectScan } from "./subjectScan.js";
import type { ScanSpread } from "./subjectScan.js";
import type { SubjectTruth } from "./subjectTruth.js";
import { waterCourse } from "./waterCourse.js";

/** One simulated scan with the truth it was made from. */
export interface CohortSubject {
  /** `sub-001`, … */
  id: string;
  /** `S01`, … */
  site: string;
  /** All transients in the order of acquisition (OFF, ON, OFF, …), labelled; PRESS has no labels. */
  stack: FidStack;
  /** The noise-free scan: one FID a condition (OFF, ON) without drift, phase, water or noise. */
  clean: FidStack;
  truth: SubjectTruth;
}

type Pair = [number, number];

interface CohortFile {
  acquisition: { points: number; dwellTime: number; spectrometerFrequency: number; referencePpm: number };
  subject: {
    greyMatter: Pair;
    csf: Pair;
    gaussianWidth: Pair;
    singleTransientSnr: Pair;
    frequencyOffset: Pair;
    phase: Pair;
    waterToNaa: { median: number; logSd: number };
  };
  site: { gaussianWidth: number; singleTransientSnr: number; concentration: number };
  scan: ScanSpread & { waterChange: number };
  water: { ppm: number[]; amplitude: number[]; damping: Pair };
}

/** Averages behind one stored PRESS spectrum: Big GABA's Philips scans store the mean of 64. */
const PRESS_AVERAGES = 64;

/**
 * Simulates subject `index` of a cohort. Its numbers come from streams named by site and subject, so that a
 * subject is the same whoever was simulated before it, on one core or many.
 */
export function subjectSimulate(
  config: CohortConfig,
  shared: CohortBasis,
  index: number,
  random: RandomSource,
): CohortSubject {
  const file = dataRead<CohortFile>("cohort.json");
  const siteIndex = Math.floor(index / config.subjectsPerSite);
  const site = `S${String(siteIndex + 1).padStart(2, "0")}`;
  const id = `sub-${String(index + 1).padStart(3, "0")}`;
  const ofSite = random.fork(`site ${siteIndex}`);
  const ofSubject = random.fork(`subject ${index}`);
  const around = ([mean, sd]: Pair): number => mean + sd * ofSubject.normal();

  // The site: shim, sensitivity, calibration
  const siteWidth = file.site.gaussianWidth * ofSite.normal();
  const siteSnr = 1 + file.site.singleTransientSnr * ofSite.normal();
  const siteScale = 1 + file.site.concentration * ofSite.normal();

  // The subject: tissue, concentrations, line widths
  const csf = Math.max(0, around(file.subject.csf));
  const greyMatter = Math.min(1 - csf, around(file.subject.greyMatter));
  const tissue = { greyMatter, whiteMatter: 1 - csf - greyMatter, csf };
  const grey = greyMatter / (1 - csf);
  const mix = ([inGrey, inWhite]: Pair): number => grey * inGrey + (1 - grey) * inWhite;
  const gaussianWidth = Math.max(2, around(file.subject.gaussianWidth) + siteWidth);
  const { echoTime, repetitionTime } = shared.sequence;
  const { names, shape } = shared.basis[0];
  const points = shape[1];
  const concentrations: Record<string, number> = {};
  const lorentzianWidths: Record<string, number> = {};
  const typical = (name: string): number => mix(shared.tissue[name].concentration) * (1 - csf);
  const relaxed = (name: string): number => {
    const { t1, t2 } = shared.tissue[name];
    return Math.exp(-echoTime / mix(t2)) * (1 - Math.exp(-repetitionTime / mix(t1)));
  };
  for (const name of names) {
    const spread = Math.max(0.2, 1 + shared.tissue[name].cv * ofSubject.normal());
    concentrations[name] = typical(name) * spread * siteScale;
    lorentzianWidths[name] = 1 / (Math.PI * mix(shared.tissue[name].t2));
  }

  // Its noise-free spectrum per condition
  const { dwellTime } = file.acquisition;
  const conditions = shared.basis.map((basis) => {
    const re = new Float64Array(points);
    const im = new Float64Array(points);
    names.forEach((name, row) => {
      const decay = Math.exp(-Math.PI * lorentzianWidths[name] * dwellTime);
      let damping = concentrations[name] * relaxed(name);
      for (let t = 0; t < points; t++) {
        re[t] += damping * basis.re[row * points + t];
        im[t] += damping * basis.im[row * points + t];
        damping *= decay;
      }
    });
    return { condition: basis.condition, re, im };
  });
  const tCr = concentrations.Cr + concentrations.PCr;
  // The two protons of GABA at 3.0 ppm are in phase in ON and cancel in OFF at TE 68.
  const typicalGaba = 2 * typical("GABA") * relaxed("GABA");
  const acquisition = { ...file.acquisition, echoTime };
  const macromolecules = macromoleculesAdd(conditions, acquisition, tCr, typicalGaba, ofSubject);
  for (const { re, im } of conditions) {
    for (let t = 0; t < points; t++) {
      const window = Math.exp(-((Math.PI * gaussianWidth * t * dwellTime) ** 2) / (4 * Math.LN2));
      re[t] *= window;
      im[t] *= window;
    }
  }
  const edited = conditions.length === 2;
  const header = { ...file.acquisition, nucleus: "1H", echoTime, repetitionTime };
  const clean = fidStack({
    ...header,
    re: Float32Array.from(conditions.flatMap(({ re }) => [...re])),
    im: Float32Array.from(conditions.flatMap(({ im }) => [...im])),
    shape: [conditions.length, points],
    labels: edited ? Uint8Array.of(EDIT_OFF, EDIT_ON) : undefined,
    history: [`simulate: ${shared.sequence.name}, noise-free`],
  });

  // Its scan: what moves, water, noise
  const count = config.transients * conditions.length;
  const times = Array.from({ length: count }, (_, k) => k * repetitionTime);
  const course = subjectScan(file.scan, times, ofSubject);
  const offset = around(file.subject.frequencyOffset);
  const phase = around(file.subject.phase);
  course.frequency = course.frequency.map((value) => value + offset);
  course.phase = course.phase.map((value) => value + phase);
  const { median, logSd } = file.subject.waterToNaa;
  const naa = concentrations.NAA * 3 * (median * Math.exp(logSd * ofSubject.normal()));
  const water = waterCourse(file.water, naa, file.scan.waterChange, count, ofSubject);
  const snr = Math.max(4, around(file.subject.singleTransientSnr) * siteSnr);
  const noiseSd = noiseSdForSnr(clean, snr * Math.sqrt(edited ? 1 : PRESS_AVERAGES));
  const truth: SubjectTruth = {
    subject: id,
    site,
    concentrations,
    tissue,
    gaussianWidth,
    lorentzianWidths,
    macromolecules,
    noiseSd,
    ...course,
    water,
  };
  return { id, site, stack: transientsMake(clean, truth, ofSubject.fork("noise")), clean, truth };
}

/** The transients of a scan from its noise-free FIDs and the course of everything that moves. */
function transientsMake(clean: FidStack, truth: SubjectTruth, random: RandomSource): FidStack {
  const [conditions, points] = clean.shape;
  const { dwellTime, spectrometerFrequency, referencePpm } = clean;
  const count = truth.frequency.length;
  const re = new Float32Array(count * points);
  const im = new Float32Array(count * points);
  const labels = conditions === 2 ? new Uint8Array(count) : undefined;
  // One oscillator a signal: the metabolites, then each water component, turned and damped sample by sample.
  const oscillator = (frequency: number, width: number): [number, number] => {
    const decay = Math.exp(-Math.PI * width * dwellTime);
    const angle = 2 * Math.PI * frequency * dwellTime;
    return [decay * Math.cos(angle), decay * Math.sin(angle)];
  };
  for (let i = 0; i < count; i++) {
    const condition = i % conditions;
    if (labels) labels[i] = condition;
    const row = i * points;
    const [c, s] = oscillator(truth.frequency[i], truth.broadening[i]);
    let x = truth.amplitude[i] * Math.cos(truth.phase[i]);
    let y = truth.amplitude[i] * Math.sin(truth.phase[i]);
    for (let t = 0; t < points; t++) {
      const [a, b] = [clean.re[condition * points + t], clean.im[condition * points + t]];
      re[row + t] = a * x - b * y + truth.noiseSd * random.normal();
      im[row + t] = a * y + b * x + truth.noiseSd * random.normal();
      [x, y] = [x * c - y * s, x * s + y * c];
    }
    for (const component of truth.water) {
      const hertz = (component.ppm - referencePpm) * spectrometerFrequency + truth.frequency[i];
      const [wc, ws] = oscillator(hertz, component.damping);
      let wx = component.re[i];
      let wy = component.im[i];
      for (let t = 0; t < points; t++) {
        re[row + t] += wx;
        im[row + t] += wy;
        [wx, wy] = [wx * wc - wy * ws, wx * ws + wy * wc];
      }
    }
  }
  return fidStack({
    ...clean,
    re,
    im,
    shape: [count, points],
    labels,
    dimensions: labels
      ? [
          { tag: "DIM_DYN", size: count / 2 },
          { tag: "DIM_EDIT", size: 2, header: { EditCondition: ["OFF", "ON"] } },
        ]
      : [{ tag: "DIM_DYN", size: count }],
    history: [`simulate: ${count} transients of ${truth.subject}, site ${truth.site}`],
  });
}
