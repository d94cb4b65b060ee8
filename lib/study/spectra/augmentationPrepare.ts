import { stackAlign, stackReference, stackWaterRemoveJoint, subSpectraAlign } from "../../process/index.js";
import { EDIT_OFF, EDIT_ON, stackAverage, stackSelect, stackShift } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";

/**
 * The transients of an edited scan, or of a part of it, as all methods of the augmentation study get them: each
 * condition aligned by spectral registration, ON brought onto OFF, all referenced and phased by OFF, residual water
 * taken away. Nothing but the transients given is used. It is the chain of `scanProcess` up to averaging, with water
 * removed from the transients; none is rejected and none weighted, so that n is n, and since all that follows is
 * averaging, transients that look alike because they were generated get no weight for it.
 */
export function augmentationPrepare(stack: FidStack): FidStack {
  const total = stack.shape[0];
  const frequency = new Float64Array(total);
  const phase = new Float64Array(total);
  const aligned = [EDIT_OFF, EDIT_ON].map((label) => {
    const members = transientsOf(total, stack.labels, label);
    const own = stackSelect(stack, members);
    if (members.length === 1) return { members, average: own };
    const result = stackAlign(own);
    members.forEach((i, k) => {
      frequency[i] = result.frequency[k];
      phase[i] = result.phase[k];
    });
    return { members, average: stackAverage(result.stack) };
  });
  const [off, on] = aligned;
  const onto = subSpectraAlign(off.average, on.average);
  for (const i of on.members) {
    frequency[i] += onto.frequency;
    phase[i] += onto.phase;
  }
  const reference = stackReference(off.average);
  for (let i = 0; i < total; i++) {
    frequency[i] += reference.frequency;
    phase[i] += reference.phase;
  }
  const shifted = stackShift(stack, { frequency, phase });
  const history = [
    ...stack.history,
    "prepare: each condition aligned, ON to OFF, referenced and phased by OFF",
  ];
  return stackWaterRemoveJoint({ ...shifted, history });
}
