import { EDIT_OFF, EDIT_ON, InputError, type ScanDimension } from "../signal/index.js";
import { editConditions } from "./editConditions.js";

/**
 * The editing condition of each transient, from an `EditCondition` in a dimension's header (the
 * standard's place is DIM_EDIT; DIM_DYN is used for interleaved scans). `undefined` when no dimension
 * tells, or when conditions are named otherwise than ON and OFF (HERMES: A, B, …).
 *
 * @param dimensions - slowest first.
 * @throws InputError when the list is not as long as its dimension.
 */
export function editLabels(dimensions: readonly ScanDimension[], file?: string): Uint8Array | undefined {
  const total = dimensions.reduce((product, { size }) => product * size, 1);
  let inner = total;
  for (const { tag, size, header } of dimensions) {
    inner /= size;
    const conditions = editConditions(header);
    if (conditions === undefined) continue;
    if (conditions.length !== size) {
      throw new InputError({
        file,
        key: `EditCondition of ${tag}`,
        value: conditions,
        expected: `${size} conditions, as many as the dimension has entries`,
      });
    }
    const labels = conditions.map(editLabel);
    if (labels.some((label) => label === undefined)) continue;
    return Uint8Array.from({ length: total }, (_, k) => labels[Math.floor(k / inner) % size]!);
  }
  return undefined;
}

/** `ON`, `off`, `Edit_ON`, `MEGA off`, but not `Carbon`. */
function editLabel(condition: unknown): number | undefined {
  if (typeof condition !== "string") return undefined;
  const word = /(?:^|[^A-Z])(ON|OFF)$/.exec(condition.trim().toUpperCase())?.[1];
  if (word === undefined) return undefined;
  return word === "ON" ? EDIT_ON : EDIT_OFF;
}
