import { coilLayout } from "./coilLayout.js";
import { EDIT_OFF, EDIT_ON } from "./fidStack.js";
import type { FidStack, ScanDimension } from "./fidStack.js";
import { InputError } from "./inputError.js";

/** Shares by which headers that say the same may differ: files round, and the frequency is set anew for each scan. */
const SAME = { dwellTime: 1e-4, spectrometerFrequency: 1e-4, echoTime: 1e-2, repetitionTime: 1e-2 } as const;

/**
 * OFF and ON of an edited scan that were stored apart, as one stack with its labels: all of OFF, then all of ON.
 *
 * @param on - named in errors as `names.on`, with what it contradicts.
 * @throws InputError where the two headers do not agree, or one of them says that it holds the other condition.
 */
export function stackOffOn(off: FidStack, on: FidStack, names: { off?: string; on?: string } = {}): FidStack {
  const refuse = (key: string, value: unknown, expected: string): never => {
    throw new InputError({
      file: names.on,
      key,
      value,
      expected: `${expected}, as in ${names.off ?? "OFF"}`,
    });
  };
  for (const [key, share] of Object.entries(SAME) as [keyof typeof SAME, number][]) {
    const [wanted, value] = [off[key], on[key]];
    if (wanted === undefined || value === undefined) continue;
    if (Math.abs(value - wanted) > share * wanted) refuse(key, value, String(wanted));
  }
  if (on.nucleus !== off.nucleus) refuse("nucleus", on.nucleus, off.nucleus);
  if (on.shape[1] !== off.shape[1]) refuse("points", on.shape[1], String(off.shape[1]));
  for (const [stack, file, condition, other] of [
    [off, names.off, "OFF", EDIT_ON],
    [on, names.on, "ON", EDIT_OFF],
  ] as const) {
    if (!stack.labels?.includes(other)) continue;
    const value = [...new Set(stack.labels)].map((label) => (label === EDIT_ON ? "ON" : "OFF")).join(" and ");
    throw new InputError({ file, key: "editing condition", value, expected: condition });
  }
  const [rows, all] = [off.shape[0], off.shape[0] + on.shape[0]];
  const joined = (part: "re" | "im"): Float32Array => {
    const samples = new Float32Array(all * off.shape[1]);
    samples.set(off[part]);
    samples.set(on[part], off[part].length);
    return samples;
  };
  return {
    ...off,
    re: joined("re"),
    im: joined("im"),
    shape: [all, off.shape[1]],
    echoTime: off.echoTime ?? on.echoTime,
    repetitionTime: off.repetitionTime ?? on.repetitionTime,
    labels: Uint8Array.from({ length: all }, (_, i) => (i < rows ? EDIT_OFF : EDIT_ON)),
    dimensions: dimensionsOf(off, on, refuse),
    history: [...off.history, `OFF (${rows} FIDs) and ON (${all - rows}) joined from two files`],
  };
}

/** Two alike stay what they are, one beside the other; else all are transients in turn, which coils cannot be. */
function dimensionsOf(
  off: FidStack,
  on: FidStack,
  refuse: (...fault: [string, string, string]) => never,
): ScanDimension[] {
  const sizes = ({ dimensions = [], shape }: FidStack): string =>
    dimensions.map(({ tag, size }) => `${tag} ${size}`).join(" x ") || String(shape[0]);
  const { dimensions = [{ tag: "DIM_DYN", size: off.shape[0] }] } = off;
  if (sizes(off) === sizes(on)) {
    return [{ tag: "DIM_EDIT", size: 2, header: { EditCondition: ["OFF", "ON"] } }, ...dimensions];
  }
  if (coilLayout(off) ?? coilLayout(on)) refuse("dimensions", sizes(on), sizes(off));
  return [{ tag: "DIM_DYN", size: off.shape[0] + on.shape[0] }];
}
