import { fidStack, InputError, type FidStack, type ScanDimension } from "../signal/index.js";
import { editConditions } from "./editConditions.js";
import { editLabels } from "./editLabels.js";
import { historyFromProcessing } from "./historyProcessing.js";
import { niftiExtension, niftiHeader, type NiftiHeader } from "./niftiHeader.js";
import { niftiMetaParse, type NiftiMeta } from "./niftiMetaParse.js";
import { niftiIsComplex, niftiSamples } from "./niftiSamples.js";
import { nucleusName } from "./nucleusName.js";
import { nucleusReferencePpm } from "./nucleusReferencePpm.js";
import type { ReadScanOptions } from "./readScanOptions.js";

/** The code of the NIfTI-MRS header extension. */
export const NIFTI_MRS_CODE = 44;

/** The dimension tags of the standard (version 0.11). */
const TAGS = /^DIM_(COIL|DYN|INDIRECT_[0-2]|PHASE_CYCLE|EDIT|MEAS|USER_[0-2]|ISIS|METCYCLE)$/;

/** Seconds per unit of time, by bits 3 to 5 of xyzt_units; files that leave them unset mean seconds. */
const TIME_UNITS: Readonly<Record<number, number>> = { 0: 1, 8: 1, 16: 1e-3, 24: 1e-6 };

export interface NiftiMrsOptions extends ReadScanOptions {
  /** Numbers of the header that are known to be wrong and are not taken, for example `EchoTime`. @default [] */
  missing?: readonly string[];
}

/**
 * A stack from the bytes of an (unzipped) NIfTI-MRS file, single voxel.
 *
 * - Order: NIfTI stores the time points fastest, then dimension 5, 6, 7. So the stack's rows are
 *   dimension 7 (slowest), 6, 5, as they lie in the file, and `dimensions` lists them in that order.
 * - Sign: the standard holds the conjugate (`ppm = reference - f / f0`), which is turned here. A NIfTI
 *   without any mark of the standard (neither intent name nor header extension) is from before it, when
 *   FSL-MRS stored `ppm = reference + f / f0`; it is taken as it is, and needs `fallback`.
 * - Datatypes: complex64 and complex128; a real type is taken as the real part of the signal with an
 *   imaginary part of 0, and the history says so. `scl_slope` and `scl_inter` are applied.
 * - `referencePpm` is `SpecFreqChemShift` + `RxOffset` when the file has them. `TxOffset` says where
 *   the pulses were and does not move the axis.
 * - Labels come from `EditCondition`; coils are kept (`scanCoilsCombine` combines them, with those of the water).
 *
 * @throws InputError naming the file, the key, its value and what was expected.
 */
export function niftiMrsToStack(bytes: Uint8Array, file: string, options: NiftiMrsOptions = {}): FidStack {
  const { fallback = {}, missing = [] } = options;
  const header = niftiHeader(bytes, file);
  const { meta, notFinite } = metaOf(bytes, header, file) ?? { notFinite: [] };
  const { dim } = header;
  const refuse = (key: string, value: unknown, expected: string): never => {
    throw new InputError({ file, key, value, expected });
  };
  if (dim[0] < 4) refuse("dim[0]", dim[0], "4 to 7 dimensions: x, y, z, time, and up to three more");
  if (dim[1] * dim[2] * dim[3] !== 1) {
    const expected = "1 x 1 x 1: spectroscopic imaging is not read, single voxels are";
    refuse("dim[1…3]", `${dim[1]} x ${dim[2]} x ${dim[3]}`, expected);
  }
  const history: string[] = historyFromProcessing(meta?.ProcessingApplied);
  const dimensions = scanDimensions(header, meta ?? {}, file);
  const n = dim[5] * dim[6] * dim[7];
  history.push(`read: NIfTI-MRS, ${[...dimensions.map(({ size }) => size), dim[4]].join(" x ")}`);
  if (notFinite.length > 0) history.push(`header: ${notFinite.join(", ")} not finite, taken as missing`);

  const unit = TIME_UNITS[header.xyztUnits & 0x38];
  if (unit === undefined) refuse("xyzt_units", header.xyztUnits, "a unit of time: 8 (s), 16 (ms) or 24 (us)");
  const dwellTime = header.pixdim[4] * unit;
  const number = (key: string): number | undefined => {
    const value = missing.includes(key) ? undefined : meta?.[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "number") refuse(key, value, "a number");
    return value as number;
  };
  const width = number("SpectralWidth");
  if (width !== undefined && Math.abs(width * dwellTime - 1) > 0.01) {
    refuse("SpectralWidth", width, `1 / dwell time (pixdim[4]) = ${1 / dwellTime} Hz`);
  }
  const frequency = first(meta?.SpectrometerFrequency) ?? fallback.spectrometerFrequency;
  if (typeof frequency !== "number") {
    refuse(
      "SpectrometerFrequency",
      frequency,
      "MHz, in a NIfTI-MRS header extension (code 44), or the option fallback.spectrometerFrequency",
    );
  }
  const resonant = first(meta?.ResonantNucleus) ?? fallback.nucleus ?? "1H";
  if (typeof resonant !== "string") refuse("ResonantNucleus", resonant, 'a nucleus, for example "1H"');
  const nucleus = nucleusName(resonant as string, { file, key: "ResonantNucleus" });
  const shift = number("SpecFreqChemShift");
  const reference = shift ?? fallback.referencePpm ?? nucleusReferencePpm(nucleus);

  const marked = meta !== undefined || header.intentName.startsWith("mrs_v");
  if (!marked) history.push("sign: no mark of NIfTI-MRS, not conjugated");
  if (!niftiIsComplex(header.datatype)) history.push("sign: real samples, imaginary part of 0");

  return fidStack(
    {
      ...niftiSamples(bytes, header, marked ? -1 : 1, file),
      shape: [n, dim[4]],
      dwellTime,
      spectrometerFrequency: frequency as number,
      referencePpm: reference + (number("RxOffset") ?? 0),
      echoTime: number("EchoTime") ?? fallback.echoTime,
      // No scan repeats after no time: 0 means that it was not set.
      repetitionTime: number("RepetitionTime") || fallback.repetitionTime,
      nucleus,
      labels: editLabels(dimensions, file),
      dimensions: dimensions.length > 0 ? dimensions : undefined,
      history,
    },
    file,
  );
}

/**
 * The JSON of a NIfTI-MRS header extension; `undefined` when the file has none. NaN and infinity, which Python's json
 * writes, are null in it.
 *
 * @throws InputError when there is one that cannot be parsed.
 */
export function niftiMrsMeta(
  bytes: Uint8Array,
  header: NiftiHeader,
  file: string,
): Record<string, unknown> | undefined {
  return metaOf(bytes, header, file)?.meta;
}

function metaOf(bytes: Uint8Array, header: NiftiHeader, file: string): NiftiMeta | undefined {
  const extension = niftiExtension(bytes, header, NIFTI_MRS_CODE, file);
  if (extension === undefined) return undefined;
  return niftiMetaParse(extension, { file, key: `header extension (code ${NIFTI_MRS_CODE})` });
}

/** Dimensions 7, 6, 5 of the file, as far as it has them. */
function scanDimensions(header: NiftiHeader, meta: Record<string, unknown>, file: string): ScanDimension[] {
  const dimensions: ScanDimension[] = [];
  for (let k = 5; k <= header.dim[0]; k++) {
    const size = header.dim[k];
    // A size of 1 without a tag is how writers fill up a header.
    if (size === 1 && meta[`dim_${k}`] === undefined) continue;
    const tag = meta[`dim_${k}`];
    // Early drafts of the standard took an untagged dimension 5 for coils. To combine what may be
    // transients would lose them, so it is asked for, as the standard does today.
    if (typeof tag !== "string" || tag === "") {
      throw new InputError({
        file,
        key: `dim_${k}`,
        value: tag,
        expected: "a tag such as DIM_DYN or DIM_EDIT",
      });
    }
    if (size > 1 && !TAGS.test(tag)) {
      const expected =
        "a tag of NIfTI-MRS: DIM_COIL, DIM_DYN, DIM_INDIRECT_0 to _2, DIM_PHASE_CYCLE, DIM_EDIT, DIM_MEAS, DIM_USER_0 to _2, DIM_ISIS, DIM_METCYCLE";
      throw new InputError({ file, key: `dim_${k}`, value: tag, expected });
    }
    const fields = meta[`dim_${k}_header`];
    const named = typeof fields === "object" && fields !== null && !Array.isArray(fields);
    const editPulses = named && editConditions(fields as Record<string, unknown>) && pulsesOf(meta.EditPulse);
    dimensions.unshift({
      tag,
      size,
      ...(named && { header: fields as Record<string, unknown> }),
      ...(editPulses && { editPulses }),
    });
  }
  return dimensions;
}

/** ppm of the pulses of each condition of `EditPulse`; undefined without any. A condition without pulse has none. */
function pulsesOf(given: unknown): Record<string, number[]> | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const conditions = Object.entries((given as { Value?: object }).Value ?? given).filter(
    ([, pulse]) => typeof pulse === "object" && pulse !== null && "PulseOffset" in pulse,
  );
  if (conditions.length === 0) return undefined;
  const numbers = (offset: unknown): number[] =>
    [offset].flat().filter((ppm): ppm is number => typeof ppm === "number");
  return Object.fromEntries(
    conditions.map(([name, pulse]) => [name, numbers((pulse as { PulseOffset: unknown }).PulseOffset)]),
  );
}

/** SpectrometerFrequency and ResonantNucleus are lists, the measured axis first; bare values occur. */
function first(value: unknown): unknown {
  return (Array.isArray(value) ? (value as unknown[])[0] : value) ?? undefined;
}
