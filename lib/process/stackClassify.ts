import {
  coilsCombined,
  EDIT_OFF,
  EDIT_ON,
  InputError,
  ppmWindow,
  stackApodize,
  stackToSpectra,
} from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { median } from "./median.js";
import { stackAlign } from "./stackAlign.js";
import { stackReference } from "./stackReference.js";

/** How a scan's editing conditions were found. */
export interface StackClassified {
  /** The stack with labels, ON turned upright where it was stored inverted. */
  stack: FidStack;
  /** `labels` where the scan tells, else `alternating`, `pairs`, `halves`, or `each by itself` when no order fits. */
  order: string;
  /** NAA over Cr (magnitude) in the transients called OFF, and ON. */
  ratio: { off: number; on: number };
  /** Whether ON was stored with the opposite sign. */
  inverted: boolean;
}

/** A ratio ON to OFF above this is no editing at all: MEGA-PRESS takes away nearly all of NAA. */
const NOT_EDITED = 0.6;

/**
 * Splits the transients of a MEGA-PRESS scan into OFF and ON by what is in them: NAA at 2.01 ppm is there in OFF
 * and gone in ON. Orders in use (alternating, pairs, halves) are tried first, since they average over noise; the
 * transients are sorted one by one when none fits. Where the stack has labels of two conditions, they make the two
 * groups, whatever the order, and the data only say which is OFF. ON stored with inverted sign is turned upright.
 *
 * @throws InputError when the transients do not differ in NAA, as in PRESS.
 */
export function stackClassify(stack: FidStack): StackClassified {
  coilsCombined(stack);
  const n = stack.shape[0];
  if (n < 2)
    throw new InputError({ key: "transients", value: n, expected: "at least 2 to find OFF and ON among" });
  const aligned = stackAlign(stack, { ppmRange: [2.85, 3.4], robust: false });
  const ratio = naaToCr(aligned.stack);
  const { labels: given } = stack;
  const contrastOf = ([order, group]: [string, (i: number) => number]): Grouping => {
    const means = [0, 1].map((which) => median(ratio.filter((_, i) => group(i) === which)));
    return { order, group, means, contrast: Math.abs(means[0] - means[1]) };
  };
  const labelled = given?.includes(EDIT_OFF) && given.includes(EDIT_ON);
  const { order, group, means } = labelled
    ? contrastOf(["labels", (i) => (given![i] === EDIT_OFF ? 0 : 1)])
    : orderOf(ratio, contrastOf);
  const offGroup = means[0] > means[1] ? 0 : 1;
  const [off, on] = [means[offGroup], means[1 - offGroup]];
  if (!(on < NOT_EDITED * off)) {
    const value = `${on.toFixed(2)} in one half, ${off.toFixed(2)} in the other`;
    throw new InputError({ key: "NAA/Cr", value, expected: "transients with NAA (OFF) and without (ON)" });
  }
  const labels = Uint8Array.from({ length: n }, (_, i) => (group(i) === offGroup ? EDIT_OFF : EDIT_ON));
  const inverted = onInverted(labels, aligned.phase);
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
  const line = `classify: ${order}, NAA/Cr ${off.toFixed(2)} OFF, ${on.toFixed(2)} ON${inverted ? ", ON turned upright" : ""}`;
  return {
    stack: { ...stack, labels, re, im, history: [...stack.history, line] },
    order,
    ratio: { off, on },
    inverted,
  };
}

interface Grouping {
  order: string;
  group: (i: number) => number;
  /** Median NAA/Cr of group 0 and 1. */
  means: number[];
  contrast: number;
}

/** The order that parts the transients best, or each by itself. */
function orderOf(
  ratio: readonly number[],
  contrastOf: (each: [string, (i: number) => number]) => Grouping,
): Grouping {
  const orders: [string, (i: number) => number][] = [
    ["alternating", (i) => i % 2],
    ["pairs", (i) => Math.floor(i / 2) % 2],
    ["halves", (i) => (i < ratio.length / 2 ? 0 : 1)],
  ];
  const middle = (Math.max(...ratio) + Math.min(...ratio)) / 2;
  const own = contrastOf(["each by itself", (i) => (ratio[i] > middle ? 1 : 0)]);
  const fitting = orders.map(contrastOf).sort((a, b) => b.contrast - a.contrast)[0];
  // Sorting by value makes a contrast out of noise alone, so that an order need not reach its full size.
  return fitting.contrast > 0.6 * own.contrast ? fitting : own;
}

/** The indices of the transients with a label. */
export function stackLabelled(stack: FidStack, label: number): number[] {
  return [...(stack.labels ?? [])].flatMap((value, i) => (value === label ? [i] : []));
}

/**
 * Largest magnitude around 2.01 over that around 3.03 ppm of each transient. All are brought into line on Cr and Cho
 * first, whatever their condition and sign, so that drift does not matter.
 */
function naaToCr(aligned: FidStack): number[] {
  const { stack } = stackReference(aligned);
  const spectra = stackToSpectra(stackApodize(stack, { lorentzian: 4 }));
  const points = spectra.shape[1];
  return Array.from({ length: stack.shape[0] }, (_, i) => {
    const peak = (centre: number): number => {
      const [first, last] = ppmWindow(spectra.ppm, centre - 0.06, centre + 0.06);
      let highest = 0;
      for (let k = i * points + first; k < i * points + last; k++) {
        highest = Math.max(highest, Math.hypot(spectra.re[k], spectra.im[k]));
      }
      return highest;
    };
    return peak(2.01) / peak(3.03);
  });
}

/** Whether the transients of ON were turned by more than a quarter from those of OFF to agree on Cr and Cho. */
function onInverted(labels: Uint8Array, phase: Float64Array): boolean {
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
