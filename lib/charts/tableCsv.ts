/**
 * Rows as comma-separated text (RFC 4180) with a line of column names; what is null or missing is left empty.
 *
 * @param separator - what stands between two columns. @default ","
 */
export function tableCsv(rows: readonly object[], separator: "," | "\t" = ","): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? "" : String(value);
    return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) =>
    columns.map((column) => cell((row as Record<string, unknown>)[column])).join(separator),
  );
  return `${[columns.map(cell).join(separator), ...lines].join("\n")}\n`;
}
