import { InputError, stackShift, stackZerosCut } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { scanCoilsCombine } from "./scanCoilsCombine.js";
import { stackClassifyIfEdited } from "./stackClassifyIfEdited.js";
import type { StackClassified } from "./stackClassifyIfEdited.js";
import { stackCombine } from "./stackCombine.js";
import { stackEddyCorrect } from "./stackEddyCorrect.js";
import { stackEdit } from "./stackEdit.js";
import type { StackEditOptions } from "./stackEdit.js";
import { stackExperiments } from "./stackExperiments.js";
import { stackHermes } from "./stackHermes.js";
import { stackReference } from "./stackReference.js";
import type { StackReferenced } from "./stackReference.js";
import { stackSound } from "./stackSound.js";
import { stackWaterRemove } from "./stackWaterRemove.js";
import { waterCombine, waterLine } from "./waterCombine.js";
import type { WaterCombined } from "./waterCombine.js";

export interface ScanProcessOptions extends StackEditOptions {
  /** Unsuppressed water of the same scan: coil weights (where there are coils) and eddy currents come from it. */
  reference?: FidStack;
  /** Take residual water away. @default true */
  waterRemove?: boolean;
}

interface Processed {
  /** Hz added to each transient as given (after coil combination); 0 for those `stackSound` left out. */
  frequency: Float64Array;
  /** rad added to each transient. */
  phase: Float64Array;
  /** Indices of the transients left out of the average, by `stackSound` or `stackReject`. */
  rejected: number[];
  /** Transients of the scan. */
  transients: number;
  /** The one FID of the water reference, where there is one, and which of its transients do not count. */
  water?: WaterCombined;
  /** What OFF, or the average, was referenced by; none where it was not. */
  lines: StackReferenced["lines"];
  /** What was done to OFF, or to the average. */
  history: readonly string[];
}

/** A processed scan that is not edited: one spectrum. */
export interface ScanProcessedPress extends Processed {
  kind: "press";
  average: FidStack;
  /** The average with its water, where that is not suppressed: the scan may be a water reference itself. */
  unsuppressed?: FidStack;
}

/** A processed edited scan. */
export interface ScanProcessedMega extends Processed {
  kind: "mega";
  off: FidStack;
  on: FidStack;
  /** ON - OFF */
  difference: FidStack;
  /** OFF + ON */
  sum: FidStack;
  /** In which order OFF and ON came, and whether ON was stored inverted. */
  editing: Pick<StackClassified, "order" | "inverted" | "naaEdited">;
  /** Of four experiments (`stackHermes`): what each edits, and GSH edited less not, where that can be told. */
  hermes?: { experiments: string[]; gsh?: FidStack };
}

export type ScanProcessed = ScanProcessedPress | ScanProcessedMega;

/** s between echo times that count as one. */
const SAME_ECHO_TIME = 1e-3;

/**
 * The whole chain from transients to spectra, in the order of Osprey (OspreyProcess): coils combined, OFF and ON told
 * apart (`stackClassifyIfEdited`) and turned upright, transients without signal or of unsuppressed water left out (`stackSound`), transients aligned, outliers left out, weighted average, eddy currents, ON
 * aligned to OFF, difference and sum, referencing and phasing, residual water removed, and
 * where it was, referenced and phased again. A water reference serves as its one FID (`waterCombine`). Every step is a function of its
 * own. A scan without editing gives its one average; four editing experiments theirs (`stackHermes`). 320 transients of 2048 points take about a second.
 *
 * @throws InputError when the scan holds nothing that can be processed, or the reference does not belong to it.
 */
export function scanProcess(stack: FidStack, options: ScanProcessOptions = {}): ScanProcessed {
  const { waterRemove = true, reference } = options;
  if (stack.re.every((value) => value === 0) && stack.im.every((value) => value === 0)) {
    throw new InputError({ key: "samples", value: "all 0", expected: "signal" });
  }
  const combined = scanCoilsCombine(stack, reference);
  const whole = combined.water && waterCombine(combined.water);
  let scan = stackZerosCut(combined.stack);
  let water = whole?.fid;
  if (whole && whole.transients > 1) scan = { ...scan, history: [...scan.history, waterLine(whole)] };
  if (water && !sameEchoTime(scan, water)) {
    // Currents that another echo time saw are not those of this scan.
    water = undefined;
    const line = "eddy currents: not corrected, the reference has another echo time";
    scan = { ...scan, history: [...scan.history, line] };
  }
  // Only protons have water to remove, and editing to be told by NAA.
  const dry = waterRemove && scan.nucleus === "1H" ? stackWaterRemove : undefined;
  const transients = scan.shape[0];
  const experiments = stackExperiments(scan);
  if (experiments && scan.nucleus !== "1H") {
    const value = `${experiments.names.length} experiments of ${scan.nucleus}`;
    throw new InputError({ key: "EditCondition", value, expected: "editing of 1H, or one experiment" });
  }
  if (experiments && experiments.names.length > 2) {
    const edited = stackHermes(scan, experiments, { ...options, reference: water });
    const settled = dry ? settle(edited, dry) : edited;
    const { gsh } = settled;
    return {
      kind: "mega",
      off: settled.off,
      on: settled.on,
      difference: settled.difference,
      sum: settled.sum,
      hermes: { experiments: edited.experiments, ...(gsh && { gsh }) },
      editing: { order: edited.experiments.join(", "), inverted: edited.inverted, naaEdited: true },
      frequency: edited.frequency,
      phase: edited.phase,
      rejected: edited.rejected,
      transients,
      water: whole,
      lines: settled.lines,
      history: settled.off.history,
    };
  }
  const classified = scan.nucleus === "1H" ? stackClassifyIfEdited(scan) : undefined;
  const sound = stackSound(classified?.stack ?? scan);
  const asGiven = (part: {
    frequency: Float64Array;
    phase: Float64Array;
    rejected: number[];
  }): typeof part => {
    const placed = (values: Float64Array): Float64Array => {
      const all = new Float64Array(transients);
      sound.kept.forEach((i, k) => (all[i] = values[k]));
      return all;
    };
    return {
      frequency: placed(part.frequency),
      phase: placed(part.phase),
      rejected: [...sound.leftOut, ...part.rejected.map((k) => sound.kept[k])].sort((a, b) => a - b),
    };
  };
  if (classified === undefined) {
    const { average, ...found } = stackCombine(sound.stack, options);
    const corrected = water ? stackEddyCorrect(average, water) : average;
    const wet = stackReference(corrected);
    const done = dry ? stackReference(dry(wet.stack)) : wet;
    const unsuppressed = wet.lines.includes("water") ? wet.stack : undefined;
    return {
      kind: "press",
      average: done.stack,
      unsuppressed,
      ...asGiven(found),
      transients,
      water: whole,
      lines: done.lines,
      history: done.stack.history,
    };
  }
  const { order, inverted, naaEdited } = classified;
  const edited = stackEdit(sound.stack, { ...options, reference: water });
  const settled = dry ? settle(edited, dry) : edited;
  return {
    kind: "mega",
    off: settled.off,
    on: settled.on,
    difference: settled.difference,
    sum: settled.sum,
    editing: { order, inverted, naaEdited },
    ...asGiven(edited),
    transients,
    water: whole,
    lines: settled.lines,
    history: settled.off.history,
  };
}

type Spectra = Pick<ScanProcessedMega, "off" | "on" | "difference" | "sum" | "lines"> & { gsh?: FidStack };

/** Water's foot turns the phase that is found beside it: once it is gone, OFF is referenced again, all others with it. */
function settle(
  { off, on, difference, sum, gsh }: Omit<Spectra, "lines">,
  dry: (fid: FidStack) => FidStack,
): Spectra {
  const { stack, frequency, phase, lines } = stackReference(dry(off));
  const line = stack.history[stack.history.length - 1];
  const alike = (fid: FidStack): FidStack => {
    const dried = dry(fid);
    return { ...stackShift(dried, { frequency, phase }), history: [...dried.history, line] };
  };
  return {
    off: stack,
    on: alike(on),
    difference: alike(difference),
    sum: alike(sum),
    ...(gsh && { gsh: alike(gsh) }),
    lines,
  };
}

function sameEchoTime(a: FidStack, b: FidStack): boolean {
  if (a.echoTime === undefined || b.echoTime === undefined) return true;
  return Math.abs(a.echoTime - b.echoTime) < SAME_ECHO_TIME;
}
