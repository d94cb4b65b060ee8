// What git keeps of a notebook: cells and their tags. Outputs, counts and what Jupyter notes of itself are left out, so that
// opening, running and saving one changes nothing. Git's filter for *.ipynb (.gitattributes); set-up tells git of it.
import { readFileSync } from "node:fs";

const METADATA = {
  kernelspec: { display_name: "TypeScript (mrs-synth)", language: "typescript", name: "mrs-synth" },
  language_info: { file_extension: ".ts", mimetype: "text/x-typescript", name: "typescript" },
};

const text = readFileSync(0, "utf8");
process.stdout.write(cleaned(text));

function cleaned(text) {
  let notebook;
  try {
    notebook = JSON.parse(text);
  } catch {
    return text; // No notebook, or one with marks of a conflict in it.
  }
  if (!Array.isArray(notebook.cells)) return text;
  const { language } = notebook.metadata?.kernelspec ?? {};
  const content = {
    ...notebook,
    // A notebook of another kernel keeps its own.
    metadata: language === undefined || language === "typescript" ? METADATA : notebook.metadata,
    cells: notebook.cells.map(({ metadata: { tags } = {}, ...cell }) => ({
      ...cell,
      metadata: tags === undefined || tags.length === 0 ? {} : { tags },
      ...(cell.cell_type === "code" && { execution_count: null, outputs: [] }),
    })),
    nbformat_minor: 5,
  };
  return `${JSON.stringify(content, sorted, 1)}\n`;
}

/** As Jupyter writes it. */
function sorted(_key, value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
