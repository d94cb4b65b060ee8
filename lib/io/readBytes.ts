import { readFile } from "node:fs/promises";
import { InputError } from "../signal/index.js";

/**
 * The bytes of a file.
 *
 * @throws InputError when the file is missing, empty, a folder, or may not be read.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new InputError({ file: path, key: "file", expected: "a file that exists" });
    }
    if (code === "EISDIR") {
      throw new InputError({
        file: path,
        key: "file",
        value: "a folder",
        expected: "one file (readScans reads a folder)",
      });
    }
    throw new InputError({
      file: path,
      key: "file",
      value: code ?? error,
      expected: "a file that can be read",
    });
  }
  if (bytes.length === 0) {
    throw new InputError({ file: path, key: "bytes", value: 0, expected: "a file that is not empty" });
  }
  return bytes;
}
