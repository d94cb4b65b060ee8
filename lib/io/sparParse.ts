import { textDecode } from "./textDecode.js";

/**
 * The entries of a Philips SPAR header: `key : value` lines (`=` is taken too), `!` begins a comment,
 * values may stand in quotes. Keys come in lower case with `_` for blanks; the first of a repeated key
 * counts.
 */
export function sparParse(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const found = /^\s*([^!:=\s][^!:=]*?)\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|([^!]*))/.exec(line);
    if (found === null) continue;
    const key = found[1].toLowerCase().replace(/\s+/g, "_");
    const value = (found[2] ?? found[3] ?? found[4]).trim();
    if (!entries.has(key)) entries.set(key, value);
  }
  return entries;
}

/** Whether bytes begin as a SPAR header does: text with at least one of its key lines. */
export function bytesAreSpar(bytes: Uint8Array): boolean {
  const head = textDecode(bytes.subarray(0, 8192));
  return /^\s*(samples|rows|synthesizer_frequency|sample_frequency)\s*[:=]/im.test(head);
}
