import { escapeHtml } from "./escapeHtml.js";
import { kernelDisplay } from "./kernelDisplay.js";
import { tableText } from "./tableText.js";

/** Shows rows as a table: HTML in a notebook, text outside. Numbers are cut to four significant digits for reading. */
export function tableShow(rows: readonly object[]): void {
  const readable = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, short(value)])),
  );
  const display = kernelDisplay();
  const text = tableText(readable);
  if (display === undefined) {
    console.log(text);
    return;
  }
  const columns = Object.keys(readable[0] ?? {});
  const cells = (tag: "th" | "td", values: string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${escapeHtml(value)}</${tag}>`).join("")}</tr>`;
  const body = readable
    .map((row) =>
      cells(
        "td",
        columns.map((column) => row[column]),
      ),
    )
    .join("");
  display({
    "text/html": `<table><thead>${cells("th", columns)}</thead><tbody>${body}</tbody></table>`,
    "text/plain": text,
  });
}

function short(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}
