/** A column of a table for the reader: each row's text, numbers or words. */
export interface TableColumn {
  name: string;
  cells: string[];
  /** Numbers stand to the right. */
  numbers: boolean;
}

/** What stands where a row has no value. */
const NONE = "–";

/**
 * The columns of rows: the keys of all of them, in the order in which they are first met. Numbers are cut to four
 * significant digits.
 */
export function tableColumns(rows: readonly object[]): TableColumn[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => (row as Record<string, unknown>)[name]);
    const there = values.filter((value) => value !== null && value !== undefined);
    return {
      name,
      cells: values.map(short),
      numbers: there.length > 0 && there.every((value) => typeof value === "number"),
    };
  });
}

function short(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}
