import { EDIT_OFF, EDIT_ON, fidStack } from "../signal/index.js";
import type { FidStack, RandomSource, ScanDimension } from "../signal/index.js";
import { baselineDraw, baselineFid } from "./baselineSpline.js";
import { coilsDraw, coilsReceive } from "./coilsReceive.js";
import { COHORT_REFERENCE_PPM } from "./cohortBasis.js";
import type { CohortBasis } from "./cohortBasis.js";
import type { CohortConfig } from "./cohortConfig.js";
import { COHORT_EFFECTS } from "./cohortEffects.js";
import { cohortPlan } from "./cohortPlan.js";
import { cohortSettings } from "./cohortSettings.js";
import type { Pair } from "./cohortSettings.js";
import { courseTimes } from "./complexCourse.js";
import type { ComplexCourse } from "./complexCourse.js";
import { eddyCurrentFactor, eddyCurrentsDraw } from "./eddyCurrents.js";
import { lineshapeFactor } from "./lineshapeFactor.js";
import { noiseSdForSnr, tCrHeight } from "./noiseSdForSnr.js";
import { subjectAnatomy } from "./subjectAnatomy.js";
import { subjectClean } from "./subjectClean.js";
import { MOVING_EFFECTS, subjectScan } from "./subjectScan.js";
import type { EffectCourse } from "./subjectScan.js";
import type { SubjectTruth } from "./subjectTruth.js";
import { noiseAdd, transientsMake } from "./transientsMake.js";
import { waterCourse } from "./waterCourse.js";
import { waterReferenceFid, waterSignal } from "./waterReference.js";

/** One simulated scan with the truth it was made from. */
export interface CohortSubject {
  /** `sub-001`, … */
  id: string;
  /** `S01`, … */
  site: string;
  /**
   * All transients in the order of acquisition (OFF, ON, OFF, …), labelled; PRESS has no labels, nor has a scan as its
   * vendor stores it (`CohortConfig.asStored`). With coils (`CohortConfig.coils`) their dimension is the slowest.
   */
  stack: FidStack;
  /**
   * The noise-free scan: one FID a condition (OFF, ON) in the voxel's line shape, with macromolecules and lipids, without
   * what the scan adds: eddy currents, baseline, water, drift, phase, motion, noise.
   */
  clean: FidStack;
  /** Unsuppressed water of the same voxel and sequence, one FID (a coil). */
  reference: FidStack;
  truth: SubjectTruth;
}

/**
 * Simulates one subject of a cohort. Its numbers come from streams named by site, subject and effect, so that a
 * subject is the same whoever was simulated before it, on one core or many, and an effect draws the same numbers
 * whichever others are switched off.
 *
 * @param index - of the subject in `cohortPlan(config)`.
 */
export function subjectSimulate(
  config: CohortConfig,
  shared: CohortBasis,
  index: number,
  random: RandomSource,
): CohortSubject {
  const { object = "brain", without = [], asStored = false, coils = 0 } = config;
  const settings = cohortSettings(config);
  const { id, site, siteIndex, vendor } = cohortPlan(config)[index];
  const ofSite = random.fork(`site ${siteIndex}`);
  const ofSubject = random.fork(`subject ${index}`);
  const around = ([mean, sd]: Pair, stream: string): number => mean + sd * ofSubject.fork(stream).normal();
  const all = new Set(COHORT_EFFECTS.filter((effect) => !settings.without.includes(effect)));
  const effects = new Set([...all].filter((effect) => !without.includes(effect)));

  // The site: shim, sensitivity, calibration. The subject: what is in the voxel.
  const siteWidth = settings.site.gaussianWidth * ofSite.fork("width").normal();
  const siteSnr = 1 + settings.site.singleTransientSnr * ofSite.fork("noise").normal();
  const siteScale = 1 + settings.site.concentration * ofSite.fork("concentration").normal();
  const anatomy = subjectAnatomy(settings, shared.tissue, object, siteScale, ofSubject);

  // Its noise-free spectrum per condition; noise and baseline are sized by the one that lacks nothing.
  const { lineshape } = settings.effects;
  const line = {
    gaussianWidth: Math.max(0.5, around(lineshape.gaussianWidth, "width") + siteWidth),
    skew: around(lineshape.skew, "skew"),
  };
  const still = { gaussianWidth: 0, skew: 0 };
  const whole = subjectClean(anatomy, shared, settings, line, all, ofSubject);
  const shape = effects.has("lineshape") ? line : still;
  const made =
    effects.size === all.size ? whole : subjectClean(anatomy, shared, settings, shape, effects, ofSubject);
  const clean = made.fids;
  const [, points] = clean.shape;
  const { dwellTime, spectrometerFrequency } = clean;
  const sampling = { dwellTime, spectrometerFrequency, referencePpm: COHORT_REFERENCE_PPM };

  // Its scan: what moves
  const order = transientOrder(shared, config.transients, asStored);
  const times = order.condition.map((_, k) => k * shared.sequence.repetitionTime);
  const on = order.condition.map((condition) => condition === "ON");
  const { courses, motion } = subjectScan(settings, times, on, ofSubject);
  const active = MOVING_EFFECTS.filter((effect) => effects.has(effect));
  const frequencyOffset = around(settings.subject.frequencyOffset, "frequency offset");
  const phaseOffset = around(settings.subject.phase, "phase offset");
  const total = (part: keyof EffectCourse, start: number): number[] =>
    times.map((_, i) => {
      const values = active.map((effect) => courses[effect][part]?.[i]);
      return part === "amplitude"
        ? values.reduce<number>((product, value = 1) => product * value, start)
        : values.reduce<number>((sum, value = 0) => sum + value, start);
    });

  // What the scan adds: eddy currents, baseline, water, noise
  const eddyCurrents = effects.has("eddyCurrents")
    ? eddyCurrentsDraw(settings.effects.eddyCurrents, ofSubject.fork("eddyCurrents"))
    : [];
  const baseline = effects.has("baseline")
    ? baselineDraw(settings.effects.baseline, tCrHeight(whole.fids), ofSubject.fork("baseline"))
    : undefined;
  const naa = 3 * anatomy.concentrations.NAA;
  // Where water stands: its place in the body depends on temperature and on where in the voxel it is.
  const { mean, siteSd, subjectSd } = settings.effects.water.shift;
  const waterPpm =
    settings.waterPpm +
    mean +
    siteSd * ofSite.fork("water shift").normal() +
    subjectSd * ofSubject.fork("water shift").normal();
  // One site in three has its suppression set too strong.
  const water = effects.has("water")
    ? waterCourse(settings.effects.water, naa, times, waterPpm, siteIndex % 3 === 2, ofSubject.fork("water"))
    : [];
  const { averages = 1, singleTransientSnr } = settings.effects.noise;
  const snr = Math.max(4, around(singleTransientSnr, "snr") * siteSnr);
  const noiseSd = effects.has("noise") ? noiseSdForSnr(whole.fids, snr * Math.sqrt(averages)) : 0;
  const { fids: _, ...parts } = made;
  const truth: SubjectTruth = {
    subject: id,
    site,
    vendor,
    effects: [...effects],
    concentrations: anatomy.concentrations,
    tissue: anatomy.tissue,
    ...shape,
    ...parts,
    eddyCurrents,
    baseline,
    firstSamples: effects.has("receiver") ? (shared.vendor.firstSamples ?? []) : [],
    noiseSd,
    condition: order.condition,
    inverted: order.inverted,
    frequencyOffset,
    phaseOffset,
    frequency: total("frequency", frequencyOffset),
    phase: total("phase", phaseOffset),
    amplitude: total("amplitude", 1),
    broadening: total("broadening", 0),
    courses: Object.fromEntries(active.map((effect) => [effect, courses[effect]])),
    motion: effects.has("motion") ? motion : [],
    water,
    waterPpm: COHORT_REFERENCE_PPM + waterPpm,
    waterReference: waterSignal(shared, anatomy.tissue),
    coils: coils > 0 ? coilsDraw(settings.coils, coils, noiseSd, ofSubject.fork("coils")) : undefined,
  };

  // Whatever is multiplied in time order commutes: what bends and filters all signals alike is one factor.
  const eddy = eddyCurrentFactor(points, dwellTime, eddyCurrents);
  truth.firstSamples.forEach((factor, t) => {
    eddy.re[t] *= factor;
    eddy.im[t] *= factor;
  });
  const voxel = courseTimes(lineshapeFactor(points, dwellTime, shape.gaussianWidth, shape.skew), eddy);
  const smooth = baseline && baselineFid(baseline, points, sampling);
  const signal = Object.fromEntries(
    shared.basis.map(({ condition }, c) => {
      const fid = {
        re: Float64Array.from(
          clean.re.subarray(c * points, (c + 1) * points),
          (v, t) => v + (smooth?.re[t] ?? 0),
        ),
        im: Float64Array.from(
          clean.im.subarray(c * points, (c + 1) * points),
          (v, t) => v + (smooth?.im[t] ?? 0),
        ),
      };
      return [condition, courseTimes(fid, eddy)];
    }),
  );
  const lines = water.map(({ ppm, damping }) =>
    courseTimes(
      oscillation(points, dwellTime, (ppm - sampling.referencePpm) * spectrometerFrequency, damping),
      voxel,
    ),
  );
  const ownNoise = truth.coils === undefined && noiseSd > 0 ? ofSubject.fork("noise") : undefined;
  const transients = transientsMake(clean, { signal, water: lines }, truth, order.layout, ownNoise);
  const waterHz = waterPpm * spectrometerFrequency + frequencyOffset;
  const unsuppressed = fidStack({
    ...clean,
    ...waterReferenceFid(truth.waterReference, voxel, dwellTime, waterHz, phaseOffset),
    shape: [1, points],
    labels: undefined,
    history: [`simulate: water reference of ${id}, site ${site}`],
  });
  const ofReference = ofSubject.fork("noise of the reference");
  if (truth.coils === undefined) noiseAdd(unsuppressed.re, unsuppressed.im, noiseSd, ofReference);
  return {
    id,
    site,
    clean,
    truth,
    stack: truth.coils ? coilsReceive(transients, truth.coils, ofSubject.fork("noise")) : transients,
    reference: truth.coils ? coilsReceive(unsuppressed, truth.coils, ofReference) : unsuppressed,
  };
}

/** The conditions in the order of acquisition, and how the stack of them is laid out. */
function transientOrder(
  { basis, vendor }: CohortBasis,
  each: number,
  asStored: boolean,
): {
  condition: string[];
  inverted?: boolean[];
  layout: { labels?: Uint8Array; dimensions: ScanDimension[] };
} {
  const names = basis.map(({ condition }) => condition);
  const count = each * names.length;
  if (names.length === 1) {
    const condition = Array<string>(count).fill(names[0]);
    return { condition, layout: { dimensions: [{ tag: "DIM_DYN", size: count }] } };
  }
  if (!asStored) {
    const condition = Array.from({ length: count }, (_, i) => names[i % names.length]);
    const labels = Uint8Array.from(condition, (name) => (name === "ON" ? EDIT_ON : EDIT_OFF));
    const dimensions = [
      { tag: "DIM_DYN", size: each },
      { tag: "DIM_EDIT", size: names.length, header: { EditCondition: names } },
    ];
    return { condition, layout: { labels, dimensions } };
  }
  const sorted: string[] = [vendor.first, ...names.filter((name) => name !== vendor.first)];
  const condition = Array.from({ length: count }, (_, i) =>
    vendor.order === "halves" ? sorted[Math.floor(i / each)] : sorted[i % sorted.length],
  );
  return {
    condition,
    inverted: vendor.inverted && condition.map((name) => name === vendor.inverted),
    layout: { dimensions: [{ tag: "DIM_DYN", size: count }] },
  };
}

/** exp(2 pi i f t - pi d t) */
function oscillation(points: number, dwellTime: number, frequency: number, damping: number): ComplexCourse {
  const re = new Float64Array(points);
  const im = new Float64Array(points);
  for (let t = 0; t < points; t++) {
    const size = Math.exp(-Math.PI * damping * t * dwellTime);
    const angle = 2 * Math.PI * frequency * t * dwellTime;
    re[t] = size * Math.cos(angle);
    im[t] = size * Math.sin(angle);
  }
  return { re, im };
}
