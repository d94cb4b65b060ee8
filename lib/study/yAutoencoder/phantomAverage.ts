import { scanCoilsCombine, stackAlign, stackClassify, stackReference } from "../../process/index.js";
import { EDIT_OFF, EDIT_ON, stackAverage, stackConcat, stackSelect } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";

/**
 * OFF and ON of an edited scan, two FIDs: coils combined, each condition aligned and averaged, both referenced and phased by OFF.
 *
 * @throws InputError when the scan's conditions cannot be told.
 */
export function phantomAverage(scan: FidStack): FidStack {
  const { stack } = stackClassify(scanCoilsCombine(scan).stack);
  const [off, on] = [EDIT_OFF, EDIT_ON].map((label) => {
    const own = stackSelect(stack, transientsOf(stack.shape[0], stack.labels, label));
    return own.shape[0] > 1 ? stackAverage(stackAlign(own).stack) : own;
  });
  return stackReference(stackConcat([off, on])).stack;
}
