import type { FidStack } from "./fidStack.js";
import { InputError } from "./inputError.js";

/** How the rows of a stack with receiver coils (a dimension DIM_COIL) lie. */
export interface CoilLayout {
  coils: number;
  /** Transients, once the coils are combined. */
  n: number;
  /** Where the FID of a coil for a transient of the combined stack begins. */
  start: (transient: number, coil: number) => number;
}

/** Where a stack's coils lie; undefined for one whose coils are combined. */
export function coilLayout({ dimensions = [], shape }: FidStack): CoilLayout | undefined {
  const at = dimensions.findIndex(({ tag }) => tag === "DIM_COIL");
  if (at < 0) return undefined;
  const coils = dimensions[at].size;
  const inner = dimensions.slice(at + 1).reduce((count, { size }) => count * size, 1);
  return {
    coils,
    n: shape[0] / coils,
    start: (i, c) => ((Math.floor(i / inner) * coils + c) * inner + (i % inner)) * shape[1],
  };
}

/** @throws InputError for a stack whose rows are coils: to take them for transients gives a wrong spectrum. */
export function coilsCombined(stack: FidStack): void {
  const layout = coilLayout(stack);
  if (layout === undefined || layout.coils === 1) return;
  const expected = "coils that are combined, together with those of the water reference (scanCoilsCombine)";
  throw new InputError({ key: "dimensions", value: `DIM_COIL of ${layout.coils}`, expected });
}
