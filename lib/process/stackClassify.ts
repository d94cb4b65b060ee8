import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackClassifyIfEdited } from "./stackClassifyIfEdited.js";
import type { StackClassified } from "./stackClassifyIfEdited.js";

/**
 * Splits the transients of an edited scan of two conditions into OFF and ON, as `stackClassifyIfEdited` does, and refuses a
 * scan that is not edited.
 *
 * @throws InputError when the scan is not edited, or when which condition is OFF cannot be told.
 */
export function stackClassify(stack: FidStack): StackClassified {
  const found = stackClassifyIfEdited(stack);
  if (found !== undefined) return found;
  throw new InputError({
    key: "transients",
    value: `${stack.shape[0]}, in which no two conditions are found`,
    expected: "transients with NAA (OFF) and without (ON), or labels (EditCondition)",
  });
}
