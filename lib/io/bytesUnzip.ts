import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InputError } from "../signal/index.js";

const gunzipAsync = promisify(gunzip);

/** Whether bytes begin as a gzip file does. */
export function bytesAreGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * What a gzip file holds; bytes that are no gzip file come back as they are.
 *
 * @param file - named in the error.
 * @throws InputError when the stream is truncated or damaged.
 */
export async function bytesUnzip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (!bytesAreGzip(bytes)) return bytes;
  try {
    return await gunzipAsync(bytes);
  } catch (error) {
    throw new InputError({
      file,
      key: "gzip stream",
      value: `broken (${(error as Error).message})`,
      expected: `a complete one; the file of ${bytes.length} bytes is truncated or damaged`,
    });
  }
}
