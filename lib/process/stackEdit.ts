import {
  EDIT_OFF,
  EDIT_ON,
  InputError,
  stackAverage,
  stackConcat,
  stackSelect,
  stackShift,
} from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackAlign } from "./stackAlign.js";
import { stackLabelled } from "./stackClassify.js";
import { stackReference } from "./stackReference.js";

/** The averaged sub-spectra of a MEGA-PRESS scan, one FID each, referenced and phased. */
export interface StackEdited {
  off: FidStack;
  on: FidStack;
  /** ON - OFF */
  difference: FidStack;
}

export interface StackEditOptions {
  /** Align the transients of each condition, and ON to OFF, before averaging. @default true */
  align?: boolean;
  /** ppm range in which ON is aligned to OFF. @default [2.85, 3.4] (Cr and Cho, which editing leaves alone) */
  ppmRange?: [number, number];
}

/**
 * The editing difference: transients aligned within each condition, averaged, ON aligned to OFF on Cr and Cho,
 * both referenced and phased by OFF, then ON - OFF.
 *
 * @throws InputError when the stack has no labels or lacks a condition.
 */
export function stackEdit(stack: FidStack, options: StackEditOptions = {}): StackEdited {
  const { align = true, ppmRange = [2.85, 3.4] } = options;
  const mean = (label: number): FidStack => {
    const members = stackLabelled(stack, label);
    if (members.length === 0) {
      const value = label === EDIT_ON ? "no ON" : "no OFF";
      throw new InputError({
        key: "labels",
        value,
        expected: "transients of both conditions (stackClassify)",
      });
    }
    const part = stackSelect(stack, members);
    return stackAverage(align ? stackAlign(part).stack : part);
  };
  const off = mean(EDIT_OFF);
  let on = mean(EDIT_ON);
  if (align) on = stackAlign(on, { ppmRange, reference: off }).stack;
  const { stack: referenced, frequency, phase } = stackReference(off);
  const onReferenced = stackShift(on, { frequency, phase });
  return { off: referenced, on: onReferenced, difference: stackSubtract(onReferenced, referenced) };
}

/** a - b of two single FIDs. */
function stackSubtract(a: FidStack, b: FidStack): FidStack {
  const pair = stackConcat([a, b]);
  const points = a.shape[1];
  const less = (samples: Float32Array): Float32Array =>
    samples.slice(0, points).map((value, t) => value - samples[points + t]);
  const history = [...a.history, "difference: ON - OFF"];
  return { ...a, re: less(pair.re), im: less(pair.im), labels: undefined, history };
}
