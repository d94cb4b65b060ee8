/** Rows as text in columns, numbers to the right. */
export function tableText(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  const widths = columns.map((_, k) => Math.max(...lines.map((line) => line[k].length)));
  const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));
  return lines
    .map((line) =>
      line
        .map((text, k) => (isNumber(text) ? text.padStart(widths[k]) : text.padEnd(widths[k])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
