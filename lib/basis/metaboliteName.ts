import { dataRead } from "../signal/index.js";

/** An entry of `data/metabolite-names.json`. */
export interface MetaboliteEntry {
  /** The project's name: `mI`, `PCh`. */
  name: string;
  /** What others call it. */
  aliases: readonly string[];
  /** LCModel's name. */
  lcmodel: string;
  /** ppm and protons of its lines that no coupling splits, strongest first. */
  singlets: readonly (readonly [number, number])[];
}

type NameFile = { names: Record<string, Partial<Omit<MetaboliteEntry, "name">>> };

let table: ReadonlyMap<string, MetaboliteEntry> | undefined;

/** What aliases are compared by. */
function form(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/** The entry of a metabolite, macromolecule or reference by its name or an alias; `undefined` for an unknown one. */
export function metaboliteEntry(alias: string): MetaboliteEntry | undefined {
  if (table === undefined) {
    const { names } = dataRead<NameFile>("metabolite-names.json");
    const entries = Object.entries(names).map(
      ([name, { aliases = [], lcmodel = name, singlets = [] }]): MetaboliteEntry => ({
        name,
        aliases,
        lcmodel,
        singlets,
      }),
    );
    table = new Map(
      entries.flatMap((entry) =>
        [entry.name, ...entry.aliases].map((known) => [form(known), entry] as const),
      ),
    );
  }
  return table.get(form(alias));
}

/**
 * The project's name of what a basis file calls by an alias: `Ins`, `mIns` and `Myo` are `mI`, `PCho` is `PCh`
 * (`data/metabolite-names.json`). A name that is not known is kept as it is; `metaboliteEntry` tells whether it is.
 */
export function metaboliteName(alias: string): string {
  return metaboliteEntry(alias)?.name ?? alias.trim();
}
