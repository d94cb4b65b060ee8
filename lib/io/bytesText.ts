import { textDecode } from "./textDecode.js";

// tab, line feed, form feed, carriage return, and the end-of-file of old systems
const TEXT_CONTROLS = [9, 10, 12, 13, 26];

/**
 * The first line of bytes that are text, shortened for an error message; `undefined` for binary.
 * Measured samples hold control bytes within their first few numbers, text holds none.
 */
export function bytesText(bytes: Uint8Array): string | undefined {
  const head = textDecode(bytes.subarray(0, 512));
  const control = [...head].some((letter) => letter < " " && !TEXT_CONTROLS.includes(letter.charCodeAt(0)));
  if (control || head.length === 0) return undefined;
  const text = head.trim();
  const line = text.split(/\r?\n/, 1)[0];
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
