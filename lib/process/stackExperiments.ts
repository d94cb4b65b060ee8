import { editConditions } from "../io/index.js";
import { InputError } from "../signal/index.js";
import type { FidStack, ScanDimension } from "../signal/index.js";

/** The experiments of an edited scan, as its header tells them apart. */
export interface StackExperiments {
  /** Of each transient, which experiment it belongs to. */
  index: Uint8Array;
  /** One an experiment: its `EditCondition`, or its place in the dimension, from 1. */
  names: string[];
  /**
   * Whether an experiment's pulses edit GABA (1.9 ppm) and GSH (4.56 ppm), by the places of its pulses or by its name
   * (`GABA`, `GSH`, `GABA+GSH`, `OFF`); undefined where these do not tell for every experiment.
   */
  edits: { gaba: boolean; gsh: boolean }[] | undefined;
}

/** Why entries of a dimension are no repetitions, and what can be done. */
const APART: Readonly<Record<string, string>> = {
  DIM_ISIS:
    "the eight acquisitions added up with the signs of their ISIS scheme, which the file does not tell",
  DIM_METCYCLE: "the two of metabolite cycling subtracted (metabolites) or added (water) beforehand",
  DIM_PHASE_CYCLE: "the steps added up with the phases of their receiver beforehand",
};
const ONE =
  "one entry: a scan of its own each, such as one echo time (only DIM_DYN and DIM_MEAS are averaged)";
/** Fields of a dimension's header that make its entries experiments of their own. */
const VARIED = /^((Echo|Repetition|Inversion|Mixing)Time|ExcitationFlipAngle|WaterSuppressed)$/i;
/** ppm of a pulse that edits. */
const GABA = [1.6, 2.3] as const;
const GSH = [4.3, 4.8] as const;

/**
 * The experiments that a scan's dimensions hold: those of DIM_EDIT, or of a dimension whose header lists several
 * `EditCondition`; undefined where there is one. Whatever else is no repetition is refused: averaging it would give a
 * number without meaning.
 *
 * @throws InputError when a dimension is neither DIM_COIL, DIM_DYN, DIM_MEAS nor DIM_EDIT, or its entries differ in echo,
 * repetition, inversion or mixing time, flip angle or water suppression.
 */
export function stackExperiments({ dimensions = [], shape }: FidStack): StackExperiments | undefined {
  let found: StackExperiments | undefined;
  let inner = shape[0];
  for (const dimension of dimensions) {
    const { tag, size } = dimension;
    inner /= size;
    if (size === 1) continue;
    const varied = variedOf(dimension);
    if (varied !== undefined || !/^DIM_(COIL|DYN|MEAS|EDIT)$/.test(tag)) {
      const value = `${size} entries${varied === undefined ? "" : ` that differ in ${varied}`}`;
      throw new InputError({ key: `dimension ${tag}`, value, expected: APART[tag] ?? ONE });
    }
    const given = editConditions(dimension.header)?.map(String);
    if (tag !== "DIM_EDIT" && new Set(given).size < 2) continue;
    if (found !== undefined) {
      const expected = "one dimension of editing conditions";
      throw new InputError({ key: `dimension ${tag}`, value: "a second one", expected });
    }
    const each = given ?? Array.from({ length: size }, (_, k) => String(k + 1));
    const names = [...new Set(each)];
    if (names.length < 2) continue;
    const place = inner;
    found = {
      index: Uint8Array.from({ length: shape[0] }, (_, i) =>
        names.indexOf(each[Math.floor(i / place) % size]),
      ),
      names,
      edits: editsOf(names, dimension.editPulses),
    };
  }
  return found;
}

/** The field in which the entries of a dimension differ, with its values. */
function variedOf({ header = {}, size }: ScanDimension): string | undefined {
  for (const [key, given] of Object.entries(header)) {
    if (!VARIED.test(key)) continue;
    const field = (given ?? {}) as { Value?: unknown; start?: unknown; increment?: unknown };
    const values = Array.isArray(given) ? (given as unknown[]) : field.Value;
    if (Array.isArray(values) && values.some((value) => !alike(value, values[0]))) {
      return `${key} (${values.slice(0, 8).map(String).join(", ")}${values.length > 8 ? ", …" : ""})`;
    }
    if (typeof field.increment === "number" && field.increment !== 0) {
      return `${key} (${String(field.start)} and on by ${field.increment}, ${size} times)`;
    }
  }
  return undefined;
}

/** Numbers within 1 %, as the repetition time of a triggered scan is; else the same. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= 0.01 * Math.max(Math.abs(a), Math.abs(b));
}

function editsOf(names: readonly string[], pulses: ScanDimension["editPulses"]): StackExperiments["edits"] {
  const each = names.map((name) => {
    const places = pulses?.[name];
    if (places !== undefined) {
      const within = ([low, high]: readonly [number, number]): boolean =>
        places.some((ppm) => ppm >= low && ppm <= high);
      return { gaba: within(GABA), gsh: within(GSH) };
    }
    const words = name.toUpperCase();
    const gaba = words.includes("GABA");
    const gsh = words.includes("GSH");
    return gaba || gsh || /^(OFF|NONE)$/.test(words) ? { gaba, gsh } : undefined;
  });
  const told = each.filter((edit): edit is NonNullable<typeof edit> => edit !== undefined);
  const different = new Set(told.map(({ gaba, gsh }) => `${gaba} ${gsh}`)).size;
  return different === names.length ? told : undefined;
}
