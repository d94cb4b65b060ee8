import { createHash } from "node:crypto";
import { codeHash } from "./codeHash.js";

/** Everything that decides a kept result. */
export interface KeptOf {
  /** The module that makes it, its `import.meta.url`; several where it is made by several. */
  code: string | readonly string[];
  /** JSON. */
  settings: unknown;
  /** What it is made from, whole: samples, rows, labels. @default none */
  data?: Iterable<ArrayBufferView>;
}

/**
 * The name of a kept result, 64 hexadecimal digits: the hash of the settings, of every byte of the data, and of the code
 * that makes it (`codeHash`). A change in any of them is another name, so that a result that the present code would not
 * give is not found.
 */
export function keptKey({ code, settings, data = [] }: KeptOf): string {
  const hash = createHash("sha256");
  for (const module of [code].flat()) hash.update(codeHash(module));
  hash.update(JSON.stringify(settings));
  for (const { buffer, byteOffset, byteLength } of data) {
    // The length keeps two arrays apart from one that holds both.
    hash.update(`${byteLength}:`).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}
