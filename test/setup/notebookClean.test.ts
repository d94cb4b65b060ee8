import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

function cleaned(text: string): string {
  const script = path.join(root, "tools", "notebookClean.mjs");
  return spawnSync(process.execPath, [script], { input: text, encoding: "utf8" }).stdout;
}

test("a notebook that was opened, run and saved is the same for git", () => {
  const [name] = readdirSync(path.join(root, "notebooks")).filter((file) => file.endsWith(".ipynb"));
  const text = readFileSync(path.join(root, "notebooks", name), "utf8");
  const kept = cleaned(text);
  interface Cell {
    id: string;
    cell_type: string;
    source: string[];
    metadata: object;
  }
  const notebook = JSON.parse(text) as { metadata: object; cells: Cell[] };
  const saved = {
    ...notebook,
    // As JupyterLab writes back what the kernel says of itself
    metadata: {
      ...notebook.metadata,
      language_info: { name: "typescript", version: "5.0.4", codemirror_mode: {} },
    },
    cells: notebook.cells.map((cell) => ({
      ...cell,
      metadata: { ...cell.metadata, trusted: true, execution: { "iopub.status.idle": "2026" } },
      ...(cell.cell_type === "code" && {
        execution_count: 3,
        outputs: [{ output_type: "stream", name: "stdout", text: ["words"] }],
      }),
    })),
  };
  expect(cleaned(JSON.stringify(saved))).toBe(kept);
  expect(cleaned(kept)).toBe(kept);
  // The cells themselves, in their order
  const { cells } = JSON.parse(kept) as { cells: Cell[] };
  expect(cells.map(({ id, source }) => [id, source])).toEqual(
    notebook.cells.map(({ id, source }) => [id, source]),
  );
  // What is no notebook is left as it is.
  expect(cleaned("<<<<<<< ours\n{}")).toBe("<<<<<<< ours\n{}");
});
