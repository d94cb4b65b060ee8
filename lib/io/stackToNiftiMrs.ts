import { EDIT_ON, fidStack, InputError, type FidStack, type ScanDimension } from "../signal/index.js";
import { historyToProcessing } from "./historyProcessing.js";
import { NIFTI_MRS_CODE } from "./niftiMrsToStack.js";
import { nucleusReferencePpm } from "./nucleusReferencePpm.js";

export interface WriteNiftiMrsOptions {
  /**
   * Fields of your own for the header extension, each an object with a `Description`, as the standard
   * asks: how a synthetic scan was made, for one. Keys of the standard are refused. @default {}
   */
  extra?: Readonly<Record<string, UserField>>;
}

/** A user-defined field of a NIfTI-MRS header extension. */
export interface UserField {
  /** What the field is, in words. */
  Description: string;
  [key: string]: unknown;
}

/**
 * Keys of the standard that may describe a dimension's entries. Those on people, machines and places
 * are left out: a scan read from elsewhere must not carry them on.
 */
const DIMENSION_KEYS = new Set([
  "EchoTime",
  "RepetitionTime",
  "InversionTime",
  "MixingTime",
  "AcquisitionStartTime",
  "ExcitationFlipAngle",
  "TxOffset",
  "WaterSuppressed",
  "WaterSuppressionType",
  "EditCondition",
]);

/** Keys with a meaning in the standard (v0.11), which a user-defined field may not take. */
const STANDARD_KEY =
  /^(dim_\d.*|SpectrometerFrequency|ResonantNucleus|SpectralWidth|(Echo|Repetition|Inversion|Mixing|AcquisitionStart)Time|ExcitationFlipAngle|[TR]xOffset|SpecFreqChemShift|VOI|WaterSuppress\w+|SequenceTriggered|Manufacturer\w*|DeviceSerialNumber|SoftwareVersions|Institution\w+|[TR]xCoil|SequenceName|ProtocolName|Patient\w+|Conversion\w+|OriginalFile|kSpace|Edit(Condition|Pulse)|ProcessingApplied)$/;

/** Header of 540 bytes, 4 for "extensions follow": a multiple of 16, as the extensions after it. */
const EXTENSION_START = 544;
const COMPLEX64 = 32;
const MILLIMETRES_AND_SECONDS = 2 | 8;
/** The size that the standard gives a voxel that is not told: 10 m. */
const UNLOCALISED = 10000;

/**
 * A stack as the bytes of a NIfTI-MRS file: NIfTI-2, complex64, little-endian, conjugated as the
 * standard has it, rows in the order of the stack (its slowest dimension becomes the file's last).
 *
 * Only what the stack holds is written, so nothing on a person can pass: frequency, nucleus, TE, TR,
 * dimensions with their tags and the standard's fields, `labels` as `EditCondition`, `history` as
 * `ProcessingApplied`, and `extra`. `SpecFreqChemShift` is written when `referencePpm` is not what the
 * reader takes anyway; it came with version 0.11 of the standard, and readers of 0.9 stop at it, so
 * that the intent name is `mrs_v0_11` with it and `mrs_v0_9` without.
 *
 * @param file - named in errors.
 * @throws InputError for a stack that is not sound, more than three dimensions, labels that follow no
 *   dimension, or an `extra` field that the standard does not allow.
 */
export function stackToNiftiMrs(
  stack: FidStack,
  options: WriteNiftiMrsOptions = {},
  file?: string,
): Uint8Array {
  fidStack(stack, file);
  const { extra = {} } = options;
  const [n, points] = stack.shape;
  const dimensions = dimensionsToWrite(stack, file);
  if (dimensions.length > 3) {
    const value = dimensions.map(({ tag }) => tag);
    throw new InputError({ file, key: "dimensions", value, expected: "at most 3 above the time points" });
  }
  const meta = metaToWrite(stack, dimensions);
  for (const [key, field] of Object.entries(extra)) {
    if (STANDARD_KEY.test(key)) {
      throw new InputError({
        file,
        key: "extra",
        value: key,
        expected: "a key that the standard does not define",
      });
    }
    if (typeof field !== "object" || field === null || typeof field.Description !== "string") {
      throw new InputError({
        file,
        key: `extra.${key}`,
        value: field,
        expected: "an object with a Description",
      });
    }
    meta[key] = field;
  }
  // A frequency of 128 must be written as 128.0: Python's validator of the standard wants a float.
  const json = JSON.stringify(meta).replace(/("SpectrometerFrequency":\[-?\d+)(?=\])/, "$1.0");
  const text = new TextEncoder().encode(json);
  const extensionSize = Math.ceil((8 + text.length) / 16) * 16;
  const dataStart = EXTENSION_START + extensionSize;

  const bytes = new Uint8Array(dataStart + n * points * 8);
  const view = new DataView(bytes.buffer);
  const letters = (at: number, value: string): void => bytes.set(new TextEncoder().encode(value), at);
  const dim = [4 + dimensions.length, 1, 1, 1, points, 1, 1, 1];
  [...dimensions].reverse().forEach(({ size }, k) => (dim[5 + k] = size));
  const pixdim = [1, UNLOCALISED, UNLOCALISED, UNLOCALISED, stack.dwellTime, 1, 1, 1];
  view.setInt32(0, 540, true);
  letters(4, "n+2\0\r\n\x1a\n");
  view.setInt16(12, COMPLEX64, true);
  view.setInt16(14, 64, true);
  dim.forEach((size, k) => view.setBigInt64(16 + 8 * k, BigInt(size), true));
  pixdim.forEach((size, k) => view.setFloat64(104 + 8 * k, size, true));
  view.setBigInt64(168, BigInt(dataStart), true);
  view.setFloat64(176, 1, true);
  view.setInt32(500, MILLIMETRES_AND_SECONDS, true);
  letters(508, "SpecFreqChemShift" in meta ? "mrs_v0_11" : "mrs_v0_9");
  bytes[540] = 1;
  view.setInt32(EXTENSION_START, extensionSize, true);
  view.setInt32(EXTENSION_START + 4, NIFTI_MRS_CODE, true);
  bytes.set(text, EXTENSION_START + 8);
  for (let k = 0, at = dataStart; k < n * points; k++, at += 8) {
    view.setFloat32(at, stack.re[k], true);
    view.setFloat32(at + 4, -stack.im[k], true);
  }
  return bytes;
}

function metaToWrite(stack: FidStack, dimensions: readonly ScanDimension[]): Record<string, unknown> {
  const meta: Record<string, unknown> = {
    SpectrometerFrequency: [stack.spectrometerFrequency],
    ResonantNucleus: [stack.nucleus],
  };
  if (stack.echoTime !== undefined) meta.EchoTime = stack.echoTime;
  if (stack.repetitionTime !== undefined) meta.RepetitionTime = stack.repetitionTime;
  if (stack.referencePpm !== nucleusReferencePpm(stack.nucleus)) meta.SpecFreqChemShift = stack.referencePpm;
  [...dimensions].reverse().forEach(({ tag, header }, k) => {
    meta[`dim_${5 + k}`] = tag;
    const fields = Object.entries(header ?? {}).filter(([key, value]) => mayDescribe(key, value));
    if (fields.length > 0) meta[`dim_${5 + k}_header`] = Object.fromEntries(fields);
  });
  if (stack.history.length > 0) meta.ProcessingApplied = historyToProcessing(stack.history);
  return meta;
}

/** Fields of the standard that are safe, and user-defined ones in the standard's form. */
function mayDescribe(key: string, value: unknown): boolean {
  if (STANDARD_KEY.test(key)) return DIMENSION_KEYS.has(key);
  if (key.startsWith("private_")) return false;
  return typeof value === "object" && value !== null && "Value" in value && "Description" in value;
}

/** The stack's dimensions, with its labels as the `EditCondition` of the one that they follow. */
function dimensionsToWrite(stack: FidStack, file: string | undefined): readonly ScanDimension[] {
  const { labels, shape } = stack;
  const n = shape[0];
  const told = stack.dimensions ?? [];
  const untold: ScanDimension[] = n > 1 || labels !== undefined ? [{ tag: "DIM_DYN", size: n }] : [];
  const dimensions = told.length > 0 ? told : untold;
  if (labels === undefined) return dimensions;
  // Labels that are all alike follow any dimension; DIM_EDIT is the one that readers look at.
  const candidates = dimensions.map((_, at) => at);
  candidates.sort((a, b) => rank(dimensions[a]) - rank(dimensions[b]));
  for (const at of candidates) {
    const { size } = dimensions[at];
    const inner = dimensions.slice(at + 1).reduce((product, dimension) => product * dimension.size, 1);
    const index = (k: number): number => Math.floor(k / inner) % size;
    const byIndex = Array.from({ length: size }, (_, k) => labels[k * inner]);
    if (!labels.every((label, k) => label === byIndex[index(k)])) continue;
    const EditCondition = byIndex.map((label) => (label === EDIT_ON ? "ON" : "OFF"));
    return dimensions.map(({ tag, size, header }, k) => {
      const { EditCondition: _, ...others } = header ?? {};
      return { tag, size, header: k === at ? { ...others, EditCondition } : others };
    });
  }
  throw new InputError({
    file,
    key: "labels",
    value: "varying along several dimensions",
    expected: `labels that follow one of ${dimensions.map(({ tag }) => tag).join(", ")}`,
  });
}

function rank({ tag }: ScanDimension): number {
  return tag === "DIM_EDIT" ? 0 : tag === "DIM_DYN" ? 1 : 2;
}
