import { gzipSync } from "node:zlib";

/** A float as VAX F, from the format's definition: sign, excess-128 exponent, fraction in [0.5, 1). */
export function vaxBytes(value: number): number[] {
  if (value === 0) return [0, 0, 0, 0];
  let exponent = Math.floor(Math.log2(Math.abs(value))) + 1;
  let fraction = Math.round((Math.abs(value) / 2 ** exponent) * 2 ** 24);
  if (fraction === 2 ** 24) {
    fraction /= 2;
    exponent += 1;
  }
  const high = (value < 0 ? 0x8000 : 0) | ((exponent + 128) << 7) | ((fraction >> 16) & 0x7f);
  const low = fraction & 0xffff;
  return [high & 0xff, high >> 8, low & 0xff, low >> 8];
}

export function sdatBytes(interleaved: readonly number[]): Uint8Array {
  return Uint8Array.from(interleaved.flatMap(vaxBytes));
}

/** A SPAR header in the words of a Philips scanner; entries replace or (undefined) remove its own. */
export function sparText(entries: Record<string, string | number | undefined> = {}): string {
  const all = {
    samples: 4,
    rows: 2,
    synthesizer_frequency: 127743834,
    offset_frequency: 0,
    sample_frequency: 2000,
    nucleus: "1H",
    echo_time: 35,
    repetition_time: 2000,
    phase_encoding_enable: '"no"',
    ...entries,
  };
  const lines = Object.entries(all).filter(([, value]) => value !== undefined);
  return ["!-----", "!", ...lines.map(([key, value]) => `${key} : ${value}`), ""].join("\r\n");
}

type Numbers =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

export interface NiftiParts {
  version?: 1 | 2;
  littleEndian?: boolean;
  /** Sizes from x on. */
  dim: number[];
  datatype: number;
  /** Numbers as stored, complex ones interleaved. */
  numbers: Numbers;
  dwell?: number;
  xyztUnits?: number;
  slope?: number;
  intercept?: number;
  intentName?: string;
  /** The header extension's JSON, or text as it stands; null leaves it out. */
  meta?: Record<string, unknown> | string | null;
}

/** A NIfTI file by the layouts of nifti1.h and nifti2.h, written apart from the code under test. */
export function niftiBytes(parts: NiftiParts): Uint8Array {
  const {
    version = 2,
    littleEndian: le = true,
    dim,
    datatype,
    numbers,
    dwell = 5e-4,
    xyztUnits = 10,
  } = parts;
  const { slope = 1, intercept = 0, intentName = "mrs_v0_9" } = parts;
  const { meta = { SpectrometerFrequency: [127.75], ResonantNucleus: ["1H"] } } = parts;
  const json = meta === null ? "" : typeof meta === "string" ? meta : JSON.stringify(meta);
  const start = version === 1 ? 352 : 544;
  const size = meta === null ? 0 : Math.ceil((8 + json.length) / 16) * 16;
  const width = numbers.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(start + size + numbers.length * width);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string): void =>
    [...value].forEach((letter, k) => (bytes[at + k] = letter.charCodeAt(0)));
  const sizes = [dim.length, ...dim, 1, 1, 1, 1, 1, 1].slice(0, 8);
  const pixdim = [1, 20, 20, 20, dwell, 1, 1, 1];
  if (version === 1) {
    view.setInt32(0, 348, le);
    sizes.forEach((value, k) => view.setInt16(40 + 2 * k, value, le));
    view.setInt16(70, datatype, le);
    pixdim.forEach((value, k) => view.setFloat32(76 + 4 * k, value, le));
    view.setFloat32(108, start + size, le);
    view.setFloat32(112, slope, le);
    view.setFloat32(116, intercept, le);
    bytes[123] = xyztUnits;
    text(328, intentName);
    text(344, "n+1\0");
    bytes[348] = size > 0 ? 1 : 0;
  } else {
    view.setInt32(0, 540, le);
    text(4, "n+2\0\r\n\x1a\n");
    view.setInt16(12, datatype, le);
    sizes.forEach((value, k) => view.setBigInt64(16 + 8 * k, BigInt(value), le));
    pixdim.forEach((value, k) => view.setFloat64(104 + 8 * k, value, le));
    view.setBigInt64(168, BigInt(start + size), le);
    view.setFloat64(176, slope, le);
    view.setFloat64(184, intercept, le);
    view.setInt32(500, xyztUnits, le);
    text(508, intentName);
    bytes[540] = size > 0 ? 1 : 0;
  }
  if (size > 0) {
    view.setInt32(start, size, le);
    view.setInt32(start + 4, 44, le);
    text(start + 8, json);
  }
  numbers.forEach((value: number, k: number) => {
    const at = start + size + k * width;
    if (numbers instanceof Float64Array) view.setFloat64(at, value, le);
    else if (numbers instanceof Float32Array) view.setFloat32(at, value, le);
    else if (width === 4) view.setInt32(at, value, le);
    else if (width === 2) view.setInt16(at, value, le);
    else view.setInt8(at, value);
  });
  return bytes;
}

export const zipped = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);
