import { dataRead } from "../signal/index.js";

/** An entry of `data/metabolite-names.json`. */
export interface MetaboliteEntry {
  /** The project's name: `mI`, `PCh`. */
  name: string;
  kind: MetaboliteKind;
  /** What others call it. */
  aliases: readonly string[];
  /** LCModel's name. */
  lcmodel: string;
  /** ppm and protons of its lines that no coupling splits, strongest first. */
  singlets: readonly (readonly [number, number])[];
  /** Entries with the same lines: where a basis holds one of them, this one is not fitted beside it. */
  unless: readonly string[];
}

/** What an entry of a basis stands for. A `reference` is water or the line of a chemical-shift standard. */
export type MetaboliteKind = "metabolite" | "macromolecule" | "lipid" | "reference";

type NameFile = {
  names: Record<
    string,
    Partial<Omit<MetaboliteEntry, "name" | "aliases"> & { aliases: Record<string, string[]> }>
  >;
};

let table: ReadonlyMap<string, MetaboliteEntry> | undefined;

/** What aliases are compared by. */
function form(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]/g, "")
    .replace(/(\d)[.p](?=\d)/g, "$1");
}

/** The entry of a metabolite, macromolecule or reference by its name or an alias; `undefined` for an unknown one. */
export function metaboliteEntry(alias: string): MetaboliteEntry | undefined {
  if (table === undefined) {
    const { names } = dataRead<NameFile>("metabolite-names.json");
    const entries = Object.entries(names).map(
      ([
        name,
        { kind = "metabolite", aliases = {}, lcmodel = name, singlets = [], unless = [] },
      ]): MetaboliteEntry => ({
        name,
        kind,
        aliases: Object.values(aliases).flat(),
        lcmodel,
        singlets,
        unless,
      }),
    );
    table = new Map(
      entries.flatMap((entry) =>
        [entry.name, entry.lcmodel, ...entry.aliases].map((known) => [form(known), entry] as const),
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

/** What an entry stands for: as the table says; one that it does not know by the `MM` or `Lip` its name begins with. */
export function metaboliteKind(name: string): MetaboliteKind {
  const known = metaboliteEntry(name)?.kind;
  if (known !== undefined) return known;
  if (/^mm/i.test(name)) return "macromolecule";
  return /^lip/i.test(name) ? "lipid" : "metabolite";
}

/** What a table says of a metabolite; of one that stands for others (total choline, total creatine), what of the first. */
export function metaboliteValue<T>(
  table: Readonly<Record<string, T | undefined>>,
  name: string,
): T | undefined {
  return table[name] ?? table[metaboliteEntry(name)?.unless[0] ?? name];
}
