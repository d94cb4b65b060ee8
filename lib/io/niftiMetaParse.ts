import { InputError } from "../signal/index.js";
import { jsonParse, type JsonParsed } from "./jsonParse.js";

/** The header extension's object, and which of its values were NaN or infinite (null in it). */
export interface NiftiMeta {
  meta: Record<string, unknown>;
  notFinite: string[];
}

/**
 * The JSON of a header extension.
 *
 * @param where - the file and what the extension is called, for errors.
 * @throws InputError when it is invalid JSON, with the place and what is wrong there, or no object.
 */
export function niftiMetaParse(extension: Uint8Array, where: { file: string; key: string }): NiftiMeta {
  const text = new TextDecoder().decode(extension).replace(/\0+\s*$/, "");
  const refuse = (at: number, why: string): never => {
    const from = Math.max(0, Math.min(at - 20, text.length - 40));
    const value = `${from > 0 ? "…" : ""}${text.slice(from, from + 40)}${from + 40 < text.length ? "…" : ""}`;
    throw new InputError({ ...where, value, expected: `a JSON object${why}` });
  };
  let parsed: JsonParsed;
  try {
    parsed = jsonParse(text);
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    return refuse(Number(/position (\d+)/.exec(why)?.[1] ?? 0), `; it is invalid JSON: ${why}`);
  }
  const { value, notFinite } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(0, "");
  return { meta: value as Record<string, unknown>, notFinite };
}
