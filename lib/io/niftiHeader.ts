import { InputError } from "../signal/index.js";

/** What is needed of a NIfTI-1 or NIfTI-2 header. */
export interface NiftiHeader {
  version: 1 | 2;
  littleEndian: boolean;
  /** dim[0] is the number of dimensions, dim[1…7] their sizes. */
  dim: readonly number[];
  datatype: number;
  pixdim: readonly number[];
  /** Where the samples begin. */
  dataOffset: number;
  slope: number;
  intercept: number;
  xyztUnits: number;
  intentName: string;
}

/** Bytes of the header proper; four more say whether extensions follow. */
const HEADER_SIZE = { 1: 348, 2: 540 } as const;

/** Which NIfTI version bytes hold, by the magic string; `undefined` when they are no (single-file) NIfTI. */
export function niftiVersion(bytes: Uint8Array): 1 | 2 | undefined {
  const has = (at: number, magic: string): boolean =>
    [...magic].every((letter, k) => bytes[at + k] === letter.charCodeAt(0));
  if (has(344, "n+1\0")) return 1;
  return has(4, "n+2\0\r\n\x1a\n") ? 2 : undefined;
}

/**
 * The header of a NIfTI file, of either version and byte order.
 *
 * @throws InputError where the header is cut off or contradicts itself.
 */
export function niftiHeader(bytes: Uint8Array, file: string): NiftiHeader {
  const version = niftiVersion(bytes);
  if (version === undefined) {
    throw new InputError({
      file,
      key: "magic",
      value: "absent",
      expected: "n+1 at byte 344 or n+2 at byte 4",
    });
  }
  const size = HEADER_SIZE[version];
  if (bytes.length < size + 4) {
    throw new InputError({ file, key: "bytes", value: bytes.length, expected: `a header of ${size + 4}` });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getInt32(0, true) === size;
  if (!littleEndian && view.getInt32(0, false) !== size) {
    const value = view.getInt32(0, true);
    throw new InputError({ file, key: "sizeof_hdr", value, expected: `${size} (NIfTI-${version})` });
  }
  const int16 = (at: number): number => view.getInt16(at, littleEndian);
  const int64 = (at: number): number => Number(view.getBigInt64(at, littleEndian));
  const float = (at: number): number => view.getFloat32(at, littleEndian);
  const double = (at: number): number => view.getFloat64(at, littleEndian);
  const eight = (read: (at: number) => number, at: number, step: number): number[] =>
    Array.from({ length: 8 }, (_, k) => read(at + k * step));
  const text = (at: number): string =>
    new TextDecoder("latin1").decode(bytes.subarray(at, at + 16)).replace(/\0.*$/s, "");

  const header: NiftiHeader =
    version === 1
      ? {
          version,
          littleEndian,
          dim: eight(int16, 40, 2),
          datatype: int16(70),
          pixdim: eight(float, 76, 4),
          dataOffset: float(108),
          slope: float(112),
          intercept: float(116),
          xyztUnits: view.getUint8(123),
          intentName: text(328),
        }
      : {
          version,
          littleEndian,
          dim: eight(int64, 16, 8),
          datatype: int16(12),
          pixdim: eight(double, 104, 8),
          dataOffset: int64(168),
          slope: double(176),
          intercept: double(184),
          xyztUnits: view.getInt32(500, littleEndian),
          intentName: text(508),
        };

  const dimensions = header.dim[0];
  if (!(dimensions >= 1 && dimensions <= 7)) {
    throw new InputError({
      file,
      key: "dim[0]",
      value: dimensions,
      expected: "a number of dimensions, 1 to 7",
    });
  }
  // The sizes beyond dim[0] are not used by the standard, and often 0.
  header.dim = header.dim.map((length, k) => (k > dimensions ? 1 : length));
  header.dim.forEach((length, k) => {
    if (!(length >= 1)) {
      throw new InputError({ file, key: `dim[${k}]`, value: length, expected: "a size of at least 1" });
    }
  });
  // Some writers leave the offset at 0: then the samples follow the header.
  if (!(header.dataOffset >= size + 4)) header.dataOffset = size + 4;
  if (!Number.isInteger(header.dataOffset) || header.dataOffset > bytes.length) {
    const expected = `a place inside the file of ${bytes.length} bytes`;
    throw new InputError({ file, key: "vox_offset", value: header.dataOffset, expected });
  }
  return header;
}

/**
 * The first header extension of a code (44 is NIfTI-MRS), as bytes; `undefined` when there is none.
 *
 * @throws InputError when an extension's size is impossible.
 */
export function niftiExtension(
  bytes: Uint8Array,
  header: NiftiHeader,
  code: number,
  file: string,
): Uint8Array | undefined {
  const start = HEADER_SIZE[header.version];
  if (bytes[start] === 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start + 4; at + 8 <= header.dataOffset;) {
    const size = view.getInt32(at, header.littleEndian);
    if (!(size >= 8 && at + size <= header.dataOffset)) {
      const expected = `8 to ${header.dataOffset - at} bytes`;
      throw new InputError({ file, key: "size of a header extension", value: size, expected });
    }
    if (view.getInt32(at + 4, header.littleEndian) === code) return bytes.subarray(at + 8, at + size);
    at += size;
  }
  return undefined;
}
