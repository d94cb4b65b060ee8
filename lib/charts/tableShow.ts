import { escapeHtml } from "./escapeHtml.js";
import { kernelDisplay } from "./kernelDisplay.js";
import { tableColumns } from "./tableColumns.js";
import { tableText } from "./tableText.js";

/**
 * Shows rows as a table: HTML in a notebook, text outside. It has a column for each key of any row; numbers are cut to
 * four significant digits and stand to the right, words to the left.
 */
export function tableShow(rows: readonly object[]): void {
  const columns = tableColumns(rows);
  const text = tableText(columns);
  const display = kernelDisplay();
  if (display === undefined) {
    console.log(text);
    return;
  }
  const line = (tag: "th" | "td", textOf: (column: (typeof columns)[number]) => string): string => {
    const cells = columns.map((column) => {
      const side = column.numbers ? "right" : "left";
      return `<${tag} style="text-align: ${side}">${escapeHtml(textOf(column))}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  };
  const body = rows.map((_, k) => line("td", ({ cells }) => cells[k])).join("");
  display({
    "text/html": `<table><thead>${line("th", ({ name }) => name)}</thead><tbody>${body}</tbody></table>`,
    "text/plain": text,
  });
}
