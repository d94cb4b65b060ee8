import { EDIT_OFF, EDIT_ON, stackSelect, stackToSpectra } from "../signal/index.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { transientsOf } from "./subsetDraw.js";

/** The subset over and over, in turn: more transients, no more knowledge. What looks better for it is an artefact. */
export const augmentationCopies: AugmentationMethod = {
  name: "copies",
  title: "Repeated copies",
  makes: "transients",
  learn: async () => (subsets) =>
    subsets.map(({ stack, count }) => {
      const chosen = [EDIT_OFF, EDIT_ON].flatMap((label) => {
        const members = transientsOf(stack.shape[0], stack.labels, label);
        return Array.from({ length: count }, (_, k) => members[k % members.length]);
      });
      return stackToSpectra(stackSelect(stack, chosen));
    }),
};
