import { InputError } from "../signal/index.js";
import { metaboliteEntry, metaboliteName } from "./metaboliteName.js";

/**
 * The project's names of a basis set's entries, in their order, and those names that it does not know, which
 * are kept as they are.
 *
 * @param stored - as the file spells them.
 * @throws InputError for an entry without a name, and for two that are the same metabolite.
 */
export function basisNames(stored: readonly string[], file?: string): { names: string[]; unknown: string[] } {
  const taken = new Map<string, string>();
  for (const [k, alias] of stored.entries()) {
    if (alias.trim() === "") {
      throw new InputError({
        file,
        key: `name of entry ${k + 1}`,
        value: alias,
        expected: "a metabolite's name",
      });
    }
    const name = metaboliteName(alias);
    const other = taken.get(name);
    if (other !== undefined) {
      throw new InputError({
        file,
        key: "metabolites",
        value: `${other} and ${alias}`,
        expected: `one entry of ${name}`,
      });
    }
    taken.set(name, alias);
  }
  const names = [...taken.keys()];
  return { names, unknown: names.filter((name) => metaboliteEntry(name) === undefined) };
}
