// tab, line feed, form feed, carriage return, and the end-of-file of old systems
const TEXT_CONTROLS = [9, 10, 12, 13, 26];

/**
 * The first line of bytes that are text, shortened for an error message; `undefined` for binary.
 * Measured samples hold control bytes within their first few numbers, text holds none.
 */
export function bytesText(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 512);
  const control = head.some((byte) => byte < 32 && !TEXT_CONTROLS.includes(byte));
  if (control || head.length === 0) return undefined;
  const text = new TextDecoder("latin1").decode(head).trim();
  const line = text.split(/\r?\n/, 1)[0];
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
