/** What a JSON text holds, and which of its values were no number. */
export interface JsonParsed {
  value: unknown;
  /** Where it was NaN or infinite, as Python's json writes them (`InversionTime`, `VOI[0]`); null in `value`. */
  notFinite: string[];
}

const STRING_OR_NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?Infinity\b|\bNaN\b/g;
// A character that no header holds stands for them, in a string as long, so that places in the text stay.
const MARK = "\uE000";

/**
 * JSON, also as Python's `json` writes it: NaN, Infinity and -Infinity, which are not JSON, are taken for missing
 * (null) and named.
 *
 * @throws SyntaxError when it is not JSON even so.
 */
export function jsonParse(text: string): JsonParsed {
  const notFinite: string[] = [];
  const json = text.replace(STRING_OR_NOT_FINITE, (part) =>
    part.startsWith('"') ? part : `"${MARK.padEnd(part.length - 2)}"`,
  );
  const settle = (value: unknown, path: string): unknown => {
    if (typeof value === "string" && value.startsWith(MARK)) {
      notFinite.push(path);
      return null;
    }
    if (Array.isArray(value)) return value.map((part, k) => settle(part, `${path}[${k}]`));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, part]) => [key, settle(part, path ? `${path}.${key}` : key)]),
    );
  };
  return { value: settle(JSON.parse(json), ""), notFinite };
}
