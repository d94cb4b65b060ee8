import {
  coilsCombined,
  EDIT_OFF,
  EDIT_ON,
  InputError,
  ppmWindow,
  stackApodize,
  stackSelect,
  stackToSpectra,
} from "../signal/index.js";
import type { FidStack, SpectrumStack } from "../signal/index.js";
import { median } from "./median.js";
import { stackAlign } from "./stackAlign.js";
import type { StackAligned } from "./stackAlign.js";
import { stackExperiments } from "./stackExperiments.js";
import type { StackExperiments } from "./stackExperiments.js";
import { stackReference } from "./stackReference.js";
import { stackSound } from "./stackSound.js";
import { transientClasses } from "./transientClasses.js";
import type { TransientClasses } from "./transientClasses.js";

/** How a scan's editing conditions were found. */
export interface StackClassified {
  /** The stack with labels, ON turned upright where it was stored inverted. */
  stack: FidStack;
  /** `labels` where the scan tells, else as `transientClasses` names it: `alternating`, `pairs, slip at 7`, … */
  order: string;
  /** Height of NAA in OFF and ON, over that of Cr in OFF. */
  ratio: { off: number; on: number };
  /** Whether ON was stored with the opposite sign. */
  inverted: boolean;
  /**
   * True where NAA at 2.01 ppm is there in OFF and gone in ON, as editing of GABA at 1.9 ppm leaves it; false where it is
   * the same in both; undefined where the data do not tell, as in a phantom without NAA.
   */
  naaEdited: boolean | undefined;
}

/** A ratio ON to OFF above this is no editing of NAA at all: MEGA-PRESS takes away nearly all of it. */
const NOT_EDITED = 0.6;
/** |<ON, OFF>| / <OFF, OFF> at NAA above this is NAA of another phase or size, not none. */
const OVERLAP = 0.45;
/** <ON, OFF> / <OFF, OFF> at NAA above which it is the same in both. */
const UNCHANGED = 0.8;
/** Times the noise that NAA must have in OFF to be missed in ON. */
const PRESENT = 5;
/** Fewest transients of one condition among which two more are looked for. */
const FEWEST_OF_FOUR = 8;
/** Height of water in ON over OFF below which the editing pulse lies on it (GSH, 4.56 ppm), and below which it is suppression. */
const WATER = [0.6, 0.05] as const;
/** Correlation of the two conditions above which they are the same lines, so that a phase between them is a sign. */
const ALIKE = 0.8;

/**
 * Splits the transients of a scan into OFF and ON, or finds that it is not edited (undefined).
 *
 * Labels of both conditions decide. Only where NAA is plainly there in what they call ON and gone in what they call OFF
 * are they taken for exchanged, and the history says so. Transients without signal and unsuppressed water (`stackSound`)
 * say nothing and get the label of their place. Without labels the transients must fall into two groups
 * (`transientClasses`) whose difference is real: of at least 3 % of the metabolites' energy (15 % between halves, which
 * motion can tell apart), 6 SDs above chance, and without as large a change of the lipids; or of .6 % at 8 SDs. Fewer than
 * ten transients cannot show that and must differ in NAA. On plain PRESS stacks of 2 to 128 transients with drift, motion,
 * phase jumps, lipids and spoilt rows fewer than 1 in 100 are found edited.
 *
 * Then NAA at 2.01 ppm says which is OFF (there) and ON (gone), or water does, which editing of GSH at 4.56 ppm
 * suppresses. ON stored with inverted sign is turned upright.
 *
 * Two groups that each fall into two again are four experiments (HERMES): they are refused, as they need their labels.
 *
 * @throws InputError when there are two conditions and neither labels nor data say which is ON, or there are more, or
 * the scan's dimensions hold what is no repetition (`stackExperiments`).
 */
export function stackClassifyIfEdited(stack: FidStack): StackClassified | undefined {
  coilsCombined(stack);
  const experiments = stackExperiments(stack);
  if (experiments && experiments.names.length > 2) {
    const value = `${experiments.names.length} conditions (${experiments.names.join(", ")})`;
    const expected = "OFF and ON; `scanProcess` takes four, of HERMES or HERCULES";
    throw new InputError({ key: "EditCondition", value, expected });
  }
  const sound = stackSound(stack);
  const { kept } = sound;
  if (kept.length < 2) return undefined;
  const heard = muted(stack, sound.leftOut);
  const aligned = stackAlign(heard, { ppmRange: alignedRange(sound.stack), robust: false });
  const given = labelsOf(stack, experiments);
  const told = given ?? experiments?.index;
  const classes = told ? undefined : transientClasses(aligned.stack);
  const group = told ?? classes!.group;
  const signs = signsOf(aligned.stack, group, kept);
  if (classes && !differ(classes, kept.length, signs)) return undefined;
  if (classes) refuseFour(aligned.stack, classes, kept);
  const exchanged = given !== undefined && signs.naa === 1 && signs.alike > ALIKE;
  const order = given ? (exchanged ? "labels, exchanged" : "labels") : (classes?.order ?? "DIM_EDIT");
  const offGroup = given
    ? exchanged
      ? 1
      : 0
    : (signs.naa ?? signs.water ?? undecided(order, classes?.share));
  const labels = Uint8Array.from(group, (value) => (value === offGroup ? EDIT_OFF : EDIT_ON));
  const inverted = onInverted(labels, aligned, signs.alike);
  const re = stack.re.slice();
  const im = stack.im.slice();
  if (inverted) {
    const points = stack.shape[1];
    for (let k = 0; k < re.length; k++) {
      if (labels[Math.floor(k / points)] === EDIT_ON) {
        re[k] = -re[k];
        im[k] = -im[k];
      }
    }
  }
  const [off, on] = [signs.height[offGroup], signs.height[1 - offGroup]].map(
    (h) => h / (signs.creatine[offGroup] || 1),
  );
  const naaEdited = signs.naa === offGroup ? true : signs.unchanged ? false : undefined;
  const line = `classify: ${order}, NAA/Cr ${off.toFixed(2)} OFF, ${on.toFixed(2)} ON${inverted ? ", ON turned upright" : ""}`;
  return {
    stack: { ...stack, labels, re, im, history: [...stack.history, line] },
    order,
    ratio: { off, on },
    inverted,
    naaEdited,
  };
}

/** Refuses a scan whose two groups fall into two again, as the four experiments of HERMES do without their labels. */
function refuseFour(aligned: FidStack, { group, order }: TransientClasses, kept: readonly number[]): void {
  const split = [0, 1].map((which) => {
    const members = kept.filter((i) => group[i] === which);
    if (members.length < FEWEST_OF_FOUR) return undefined;
    const { score, agreement, share, outside, order: own } = transientClasses(stackSelect(aligned, members));
    const clear = (score > 4 && agreement > 0.7) || (score > 8 && agreement > 0.3);
    return clear && share > 0.006 && outside < 0.3 ? own : undefined;
  });
  if (split[0] === undefined || split[1] === undefined) return;
  throw new InputError({
    key: "EditCondition",
    value: `none, and four conditions in the data (${order}, and within these ${split.join(" and ")})`,
    expected: "the four experiments of HERMES or HERCULES in a dimension DIM_EDIT, or two conditions",
  });
}

/** With some transients set to 0: they keep their places in the order, and say nothing. */
function muted(stack: FidStack, transients: readonly number[]): FidStack {
  const points = stack.shape[1];
  const [re, im] = [stack.re.slice(), stack.im.slice()];
  for (const i of transients) {
    re.fill(0, i * points, (i + 1) * points);
    im.fill(0, i * points, (i + 1) * points);
  }
  return { ...stack, re, im };
}

/** Whether two groups are two conditions of an experiment, and not what noise, motion and lipids make of one. */
function differ(classes: TransientClasses, n: number, { naa, alike }: Signs): boolean {
  const { score, agreement, share, outside, order } = classes;
  // The same Cr and Cho, but NAA in one group alone: that is no motion and no spoilt transient.
  const told = naa !== undefined && alike > ALIKE;
  const halves = order.startsWith("halves") && !told;
  if (score > 6 && outside < 0.6 && share > (halves ? 0.15 : 0.03)) return true;
  if (score > 8 && outside < 0.3 && agreement > 0.5 && share > 0.006 && !halves) return true;
  return told && n < 10 && agreement > 0.6 && share > 0.05 && outside < 0.6;
}

/** The labels, or what the pulses and names of two experiments make of them: OFF 0, ON 1. */
function labelsOf({ labels }: FidStack, experiments: StackExperiments | undefined): Uint8Array | undefined {
  if (labels?.includes(EDIT_OFF) && labels.includes(EDIT_ON)) return labels;
  const on = experiments?.edits?.map(({ gaba, gsh }) => gaba || gsh);
  if (on === undefined || on[0] === on[1]) return undefined;
  return experiments!.index.map((which) => (on[which] ? EDIT_ON : EDIT_OFF));
}

function undecided(order: string, share: number | undefined): never {
  const apart = share === undefined ? "" : ` that differ by ${(100 * share).toPrecision(2)} %`;
  throw new InputError({
    key: "EditCondition",
    value: `none, and two conditions in the data (${order})${apart}`,
    expected:
      "labels that say which are ON and which OFF: neither NAA (2.01 ppm) nor water is there in one and gone in the other",
  });
}

/** Cr and Cho, which no editing touches; where they are not what the spectrum has, all of it between water and lipids. */
function alignedRange(stack: FidStack): [number, number] {
  const narrow: [number, number] = [2.85, 3.4];
  const wide: [number, number] = [1.85, 3.95];
  const { re, im, ppm, shape } = stackToSpectra(stack);
  const density = (range: [number, number]): number => {
    const [first, last] = ppmWindow(ppm, ...range);
    const power = Array.from({ length: shape[0] }, (_, i) => {
      let sum = 0;
      for (let k = i * shape[1] + first; k < i * shape[1] + last; k++) sum += re[k] * re[k] + im[k] * im[k];
      return sum / (last - first);
    });
    return median(power);
  };
  return density(narrow) > 0.3 * density(wide) ? narrow : wide;
}

/** What the two groups differ in. */
interface Signs {
  /** Height of NAA above its surroundings. */
  height: [number, number];
  creatine: [number, number];
  /** Whether both have the same NAA. */
  unchanged: boolean;
  /** The group that has NAA where the other has none. */
  naa: 0 | 1 | undefined;
  /** The group that has much more water. */
  water: 0 | 1 | undefined;
  /** Correlation of the two between Cr and Cho. */
  alike: number;
}

function signsOf(aligned: FidStack, group: Uint8Array, kept: readonly number[]): Signs {
  const spectra = stackToSpectra(stackApodize(stackReference(aligned).stack, { lorentzian: 4 }));
  const members = [0, 1].map((which) => kept.filter((i) => group[i] === which));
  const cut = (low: number, high: number): [Part, Part] =>
    [0, 1].map((which) => medianOf(spectra, members[which], low, high)) as [Part, Part];
  const naa = cut(1.83, 2.19).map(aboveEnds) as [Part, Part];
  const heights = naa.map(highest) as [number, number];
  // Where no line of a body is, or as far up as the band goes; measured as NAA is, so that the foot of water counts no more.
  const top = Math.min(10, spectra.ppm[spectra.ppm.length - 1]);
  const quiet = [1, 2, 3, 4].map((k) => cut(top - 0.36 * k, top - 0.36 * (k - 1)).map(aboveEnds));
  const noise = [0, 1].map((which) =>
    median(quiet.map((parts) => Math.sqrt(energy(parts[which]) / parts[which].re.length))),
  );
  const present = heights.map((height, which) => height > PRESENT * noise[which]);
  const more = heights[0] > heights[1] ? 0 : 1;
  const overlap = product(naa[0], naa[1]) / (energy(naa[more]) || 1);
  const gone = heights[1 - more] < NOT_EDITED * heights[more] && Math.abs(overlap) < OVERLAP;
  const water = cut(4.4, 5).map(highest);
  const wetter = water[0] > water[1] ? 0 : 1;
  const dried = water[1 - wetter] / (water[wetter] || 1);
  const singlets = cut(2.85, 3.4);
  return {
    height: heights,
    creatine: cut(2.97, 3.09).map(highest) as [number, number],
    unchanged: present[0] && present[1] && overlap > UNCHANGED,
    naa: present[more] && gone ? more : undefined,
    water: dried < WATER[0] && dried > WATER[1] ? wetter : undefined,
    alike: product(...singlets) / (Math.sqrt(energy(singlets[0]) * energy(singlets[1])) || 1),
  };
}

interface Part {
  re: Float64Array;
  im: Float64Array;
}

/** The median of some rows, point by point: no spoilt transient is in it. */
function medianOf({ re, im, ppm, shape }: SpectrumStack, rows: number[], low: number, high: number): Part {
  const [first, last] = ppmWindow(ppm, low, high);
  const middle = (part: Float32Array): Float64Array =>
    Float64Array.from({ length: last - first }, (_, k) =>
      median(rows.map((i) => part[i * shape[1] + first + k])),
    );
  return { re: middle(re), im: middle(im) };
}

/** Less the straight line between its ends: tails of lipids and water are no NAA. */
function aboveEnds({ re, im }: Part): Part {
  const less = (part: Float64Array): Float64Array => {
    const last = part.length - 1;
    const ends = Math.max(1, Math.round(part.length / 8));
    const mean = (from: number): number =>
      part.subarray(from, from + ends).reduce((sum, value) => sum + value, 0) / ends;
    const [low, high] = [mean(0), mean(last + 1 - ends)];
    return part.map((value, k) => value - low - ((high - low) * k) / last);
  };
  return { re: less(re), im: less(im) };
}

function highest({ re, im }: Part): number {
  return re.reduce((top, value, k) => Math.max(top, Math.hypot(value, im[k])), 0);
}

function product(a: Part, b: Part): number {
  return a.re.reduce((sum, value, k) => sum + value * b.re[k] + a.im[k] * b.im[k], 0);
}

function energy(part: Part): number {
  return product(part, part);
}

/** Whether the transients of ON were turned by more than a quarter from those of OFF to agree on the same lines. */
function onInverted(labels: Uint8Array, { phase }: StackAligned, alike: number): boolean {
  if (alike < ALIKE) return false;
  const direction = (label: number): [number, number] => {
    let [x, y] = [0, 0];
    labels.forEach((value, i) => {
      if (value !== label) return;
      x += Math.cos(phase[i]);
      y += Math.sin(phase[i]);
    });
    return [x, y];
  };
  const [off, on] = [direction(EDIT_OFF), direction(EDIT_ON)];
  return off[0] * on[0] + off[1] * on[1] < 0;
}
