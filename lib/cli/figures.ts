import { existsSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { figureGallery } from "../charts/index.js";
import { InputError } from "../signal/index.js";
import { figureMap, figuresFolder, measuredData, projectRoot } from "../study/index.js";
import type { FigureSource } from "../study/index.js";
import { notebookRun } from "./notebookRun.js";
import { interruptSignal, printJson, withProgress } from "./terminal.js";

interface FiguresOptions {
  quick?: boolean;
  fresh?: boolean;
  json?: boolean;
}

/** `mrs-synth figures [ID…]` */
export function figuresCommand(): Command {
  return new Command("figures")
    .description("regenerate figures by running their notebooks")
    .argument("[id...]", "figures or notebooks, or the beginning of their names; all when none is given")
    .option("--quick", "smaller studies, for a first look")
    .option("--fresh", "train again even where a model is kept")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", "\nExamples:\n  mrs-synth figures\n  mrs-synth figures fig4 --quick")
    .action(async (ids: string[], options: FiguresOptions) => {
      const wanted = figuresWanted(ids);
      const measured = measuredData();
      const notebooks = [...new Set(wanted.map(({ notebook }) => notebook))];
      const env = {
        ...(options.quick && { MRS_QUICK: "1" }),
        ...(options.fresh && { MRS_FRESH: "1" }),
        ...(measured !== undefined && { MRS_DATA: measured }),
      };
      const signal = interruptSignal();
      const started = Date.now();
      for (const notebook of notebooks) {
        const begun = Date.now();
        await withProgress(notebook, (progress) =>
          notebookRun(path.join(projectRoot(), "notebooks", `${notebook}.ipynb`), {
            output: path.join(figuresFolder(), "notebooks", `${notebook}.ipynb`),
            env,
            signal,
            onCell: ({ cell, of, title }) => progress(cell, of, title),
          }),
        );
        if (!options.json) console.log(`${notebook}: run in ${seconds(begun)}`);
      }
      const made = wanted.filter(({ measured: needs }) => !needs || measured !== undefined);
      for (const { id, notebook } of made) {
        const file = path.join(figuresFolder(), `${id}.svg`);
        if (!existsSync(file)) {
          throw new InputError({
            file: `notebooks/${notebook}.ipynb`,
            key: id,
            expected: `a figure written to ${file}`,
          });
        }
      }
      const gallery = await figureGallery(figuresFolder());
      if (options.json) printJson({ figures: made.map(({ id }) => id), gallery });
      else {
        for (const { id } of made) console.log(`  figures/${id}.svg`);
        if (made.length < wanted.length) {
          console.log(
            `skipped: no MRS_DATA for ${wanted
              .filter(({ measured: needs }) => needs)
              .map(({ id }) => id)
              .join(", ")}`,
          );
        }
        console.log(`gallery: ${path.join(figuresFolder(), "index.html")} (${seconds(started)})`);
      }
    });
}

/** Figures by id, notebook, or the beginning of either. */
function figuresWanted(ids: string[]): FigureSource[] {
  const all = figureMap();
  if (ids.length === 0) return all;
  return ids
    .flatMap((id) => {
      const found = all.filter((figure) => figure.id.startsWith(id) || figure.notebook.startsWith(id));
      if (found.length === 0) {
        const expected = `one of ${all.map((figure) => figure.id).join(", ")}`;
        throw new InputError({ key: "figure", value: id, expected });
      }
      return found;
    })
    .filter((figure, k, list) => list.indexOf(figure) === k);
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
