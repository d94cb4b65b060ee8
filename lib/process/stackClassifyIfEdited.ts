import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackClassify } from "./stackClassify.js";
import type { StackClassified } from "./stackClassify.js";

/** `stackClassify`, or undefined for a scan that is not edited: one transient, or no difference in NAA. */
export function stackClassifyIfEdited(stack: FidStack): StackClassified | undefined {
  if (stack.shape[0] < 2) return undefined;
  try {
    return stackClassify(stack);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
