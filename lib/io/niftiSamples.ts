import { InputError } from "../signal/index.js";
import { complexSplit } from "./complexSplit.js";
import type { NiftiHeader } from "./niftiHeader.js";

type Samples = { re: Float32Array; im: Float32Array };
type Numbers = { BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike): ArrayLike<number> };

/** NIfTI datatype codes that hold numbers which a spectroscopy file may be made of. */
const DATATYPES: Readonly<Record<number, { numbers: Numbers; complex: boolean }>> = {
  2: { numbers: Uint8Array, complex: false },
  4: { numbers: Int16Array, complex: false },
  8: { numbers: Int32Array, complex: false },
  16: { numbers: Float32Array, complex: false },
  32: { numbers: Float32Array, complex: true },
  64: { numbers: Float64Array, complex: false },
  256: { numbers: Int8Array, complex: false },
  512: { numbers: Uint16Array, complex: false },
  768: { numbers: Uint32Array, complex: false },
  1792: { numbers: Float64Array, complex: true },
};

const HOST_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Whether samples of a NIfTI datatype have an imaginary part. */
export function niftiIsComplex(datatype: number): boolean {
  return DATATYPES[datatype]?.complex ?? false;
}

/**
 * The samples of a NIfTI file, in the order stored (the first dimension fastest), scaled by the
 * header's slope and intercept. Real datatypes get an imaginary part of 0.
 *
 * @param sign - of the imaginary part: -1 conjugates.
 * @throws InputError for a datatype without a meaning here, or a byte count that does not fit.
 */
export function niftiSamples(bytes: Uint8Array, header: NiftiHeader, sign: 1 | -1, file: string): Samples {
  const type = DATATYPES[header.datatype];
  if (type === undefined) {
    throw new InputError({
      file,
      key: "datatype",
      value: header.datatype,
      expected:
        "32 (complex64), 1792 (complex128) or a real type of at most 64 bits: 2, 4, 8, 16, 64, 256, 512, 768",
    });
  }
  const count = header.dim.slice(1).reduce((product, size) => product * size, 1);
  const width = type.numbers.BYTES_PER_ELEMENT;
  const expected = count * width * (type.complex ? 2 : 1);
  const found = bytes.length - header.dataOffset;
  if (found !== expected) {
    throw new InputError({
      file,
      key: "bytes of samples",
      value: found,
      expected: `${expected}, by dim ${header.dim.slice(1, header.dim[0] + 1).join(" x ")} and datatype ${header.datatype}`,
    });
  }
  // A copy, because typed arrays need aligned bytes, and because it may be swapped in place.
  const copy = Buffer.from(new ArrayBuffer(found));
  copy.set(bytes.subarray(header.dataOffset));
  if (header.littleEndian !== HOST_LITTLE_ENDIAN) {
    if (width === 2) copy.swap16();
    else if (width === 4) copy.swap32();
    else if (width === 8) copy.swap64();
  }
  const numbers = new type.numbers(copy.buffer);
  const { re, im } = type.complex
    ? complexSplit(numbers, sign)
    : { re: Float32Array.from(numbers), im: new Float32Array(count) };
  const { slope, intercept } = header;
  // A slope of 0 (or NaN, as nibabel writes) means that the samples are not scaled.
  if (
    slope !== 0 &&
    Number.isFinite(slope) &&
    Number.isFinite(intercept) &&
    !(slope === 1 && intercept === 0)
  ) {
    for (let k = 0; k < count; k++) {
      re[k] = re[k] * slope + intercept;
      if (type.complex) im[k] = im[k] * slope + sign * intercept;
    }
  }
  return { re, im };
}
