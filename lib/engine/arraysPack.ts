import { createHash } from "node:crypto";
import { InputError } from "../signal/inputError.js";
import type { NamedArrays } from "./objective.js";

/** Where each array lies in the bytes of `arraysPack`. */
export interface ArraysIndex {
  /** Name and number of values of each array, in the order of the bytes. */
  arrays: { name: string; length: number }[];
  /** SHA-256 of the bytes, in hexadecimal. */
  sha256: string;
}

/** Arrays as one run of bytes (float32, little-endian) and the index that finds them again. */
export function arraysPack(arrays: NamedArrays): { index: ArraysIndex; bytes: Uint8Array } {
  const entries = Object.entries(arrays);
  const bytes = new Uint8Array(entries.reduce((total, [, values]) => total + values.byteLength, 0));
  let offset = 0;
  for (const [, values] of entries) {
    // TensorFlow runs on little-endian machines only, so the memory is the file's format already.
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  const index = { arrays: entries.map(([name, { length }]) => ({ name, length })), sha256: sha256(bytes) };
  return { index, bytes };
}

/**
 * The arrays back from their bytes.
 *
 * @throws InputError when the bytes are not the ones that the index was made for.
 */
export function arraysUnpack(index: ArraysIndex, bytes: Uint8Array, file: string): NamedArrays {
  const expected = index.arrays.reduce((total, { length }) => total + 4 * length, 0);
  if (bytes.byteLength !== expected) {
    throw new InputError({ file, key: "length", value: bytes.byteLength, expected: `${expected} bytes` });
  }
  const found = sha256(bytes);
  if (found !== index.sha256) {
    throw new InputError({ file, key: "sha256", value: found, expected: index.sha256 });
  }
  // A copy: float32 values must start at a multiple of four bytes, which a file's buffer need not do.
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  let offset = 0;
  const entries = index.arrays.map(({ name, length }) => {
    const array = values.slice(offset, offset + length);
    offset += length;
    return [name, array] as const;
  });
  return Object.fromEntries(entries);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
