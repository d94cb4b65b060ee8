import type { TableColumn } from "./tableColumns.js";

/** Rows as text in columns, numbers to the right. */
export function tableText(columns: readonly TableColumn[]): string {
  const placed = columns.map(({ name, cells, numbers }) => {
    const width = Math.max(...[name, ...cells].map((text) => text.length));
    return [name, ...cells].map((text) => (numbers ? text.padStart(width) : text.padEnd(width)));
  });
  const lines = placed[0]?.map((_, k) => placed.map((column) => column[k]).join("  ")) ?? [];
  return lines.map((line) => line.trimEnd()).join("\n");
}
