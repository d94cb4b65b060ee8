import { EDIT_OFF, EDIT_ON, InputError, stackSelect, stackShift } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackCombine } from "./stackCombine.js";
import type { StackCombined, StackCombineOptions } from "./stackCombine.js";
import { stackEddyCorrect } from "./stackEddyCorrect.js";
import { stackLabelled } from "./stackLabelled.js";
import { stackReference } from "./stackReference.js";
import type { StackReferenced } from "./stackReference.js";
import { subSpectraAlign } from "./subSpectraAlign.js";
import type { SubSpectraTarget } from "./subSpectraAlign.js";

/** The averaged sub-spectra of a MEGA-PRESS scan, one FID each, referenced and phased. */
export interface StackEdited {
  off: FidStack;
  on: FidStack;
  /** ON - OFF */
  difference: FidStack;
  /** OFF + ON */
  sum: FidStack;
  /** Hz added to each transient of the stack given, from its own condition's alignment. */
  frequency: Float64Array;
  /** rad added to each transient of the stack given. */
  phase: Float64Array;
  /** Indices of the transients left out. */
  rejected: number[];
  /** What OFF, and all with it, was referenced by; none where it was not. */
  lines: StackReferenced["lines"];
}

export interface StackEditOptions extends StackCombineOptions {
  /**
   * What ON is aligned to OFF by, when `align` is on. @default "choline" where OFF is shown to hold it, "singlets" where it
   * is shown to hold Cr alone; a scan that shows neither is left as it is, and the history says so
   */
  subSpectra?: SubSpectraTarget;
  /** ppm range in which ON is aligned to OFF by `singlets`. @default [2.85, 3.4] (Cr and Cho) */
  ppmRange?: [number, number];
  /** Unsuppressed water: eddy currents are corrected by it. */
  reference?: FidStack;
}

/**
 * The editing difference and sum: the transients of each condition aligned and averaged (`stackCombine`), eddy currents
 * corrected when a water reference is given, ON aligned to OFF (`subSpectraAlign`), both referenced and phased by OFF.
 *
 * @throws InputError when the stack has no labels or lacks a condition.
 */
export function stackEdit(stack: FidStack, options: StackEditOptions = {}): StackEdited {
  const { align = true, subSpectra, ppmRange, reference } = options;
  const frequency = new Float64Array(stack.shape[0]);
  const phase = new Float64Array(stack.shape[0]);
  const rejected: number[] = [];
  const averageOf = (label: number): FidStack => {
    const members = stackLabelled(stack, label);
    if (members.length === 0) {
      const value = label === EDIT_ON ? "no ON" : "no OFF";
      const expected = "transients of both conditions (stackClassify)";
      throw new InputError({ key: "labels", value, expected });
    }
    const combined: StackCombined = stackCombine(stackSelect(stack, members), options);
    members.forEach((i, k) => {
      frequency[i] = combined.frequency[k];
      phase[i] = combined.phase[k];
    });
    rejected.push(...combined.rejected.map((k) => members[k]));
    return reference ? stackEddyCorrect(combined.average, reference) : combined.average;
  };
  const off = averageOf(EDIT_OFF);
  const referenced = stackReference(off);
  const { lines } = referenced;
  const target =
    subSpectra ?? (lines.includes("Cho") ? "choline" : lines.includes("Cr") ? "singlets" : undefined);
  let on = averageOf(EDIT_ON);
  if (align && target !== undefined) on = subSpectraAlign(off, on, { target, ppmRange }).on;
  else if (align)
    on = { ...on, history: [...on.history, "align ON to OFF: not done, neither Cho nor Cr is shown"] };
  const shift = { frequency: referenced.frequency, phase: referenced.phase };
  const line = referenced.stack.history[referenced.stack.history.length - 1];
  const onReferenced = { ...stackShift(on, shift), history: [...on.history, line] };
  return {
    off: referenced.stack,
    on: onReferenced,
    difference: combination(onReferenced, referenced.stack, -1, "difference: ON - OFF"),
    sum: combination(onReferenced, referenced.stack, 1, "sum: OFF + ON"),
    frequency,
    phase,
    rejected: rejected.sort((a, b) => a - b),
    lines,
  };
}

/** a + sign b of two single FIDs. */
function combination(a: FidStack, b: FidStack, sign: 1 | -1, line: string): FidStack {
  const added = (x: Float32Array, y: Float32Array): Float32Array => x.map((value, t) => value + sign * y[t]);
  return {
    ...a,
    re: added(a.re, b.re),
    im: added(a.im, b.im),
    labels: undefined,
    history: [...a.history, line],
  };
}
