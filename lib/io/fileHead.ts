import { open } from "node:fs/promises";

/** The first bytes of a file, as many as it has up to `size`; none when it cannot be read. */
export async function fileHead(path: string, size: number): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const head = new Uint8Array(size);
      const { bytesRead } = await file.read(head, 0, size, 0);
      return head.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return new Uint8Array(0);
  }
}
