/**
 * Text from bytes of whatever encoding the writer's machine had: UTF-16 and UTF-8 by their byte-order mark (which
 * is left out), else UTF-8 where the bytes are valid UTF-8, else the Latin alphabet of Windows (umlauts in a name).
 */
export function textDecode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return new TextDecoder("utf-16le").decode(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16());
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
