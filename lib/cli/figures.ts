import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { InputError } from "../signal/index.js";
import type { FigureSource } from "../study/index.js";
import { notebookRun } from "./notebookRun.js";
import { interruptSignal, printJson, withProgress } from "./terminal.js";

interface FiguresOptions {
  quick?: boolean;
  fresh?: boolean;
  data?: string;
  json?: boolean;
}

/** `mrs-synth figures [ID…]` */
export function figuresCommand(): Command {
  return new Command("figures")
    .description("regenerate figures by running their notebooks, and run the tutorials")
    .argument("[id...]", "figures or notebooks, or the beginning of their names; all when none is given")
    .option("--quick", "smaller studies, for a first look")
    .option("--data <folder>", "your own scans, for 10-your-own-scans, in place of MRS_COHORT")
    .option("--fresh", "train again even where a model is kept")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", "\nExamples:\n  mrs-synth figures\n  mrs-synth figures fig4 --quick")
    .action(async (ids: string[], options: FiguresOptions) => {
      const { figureGallery } = await import("../charts/index.js");
      const { projectRoot } = await import("../kept/projectRoot.js");
      const { figureMap } = await import("../study/files/figureMap.js");
      const { figuresFolder } = await import("../study/files/figurePublish.js");
      const { measuredData } = await import("../study/set/measuredData.js");
      const { figures: wanted, notebooks } = figuresWanted(ids, figureMap(), projectRoot());
      const measured = measuredData();
      const own =
        options.data === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? "", options.data);
      if (own !== undefined && !existsSync(own)) {
        throw new InputError({ key: "--data", value: own, expected: "a folder of scans" });
      }
      const env = {
        ...(options.quick && { MRS_QUICK: "1" }),
        ...(options.fresh && { MRS_FRESH: "1" }),
        ...(measured !== undefined && { MRS_DATA: measured }),
        ...(own !== undefined && { MRS_COHORT: own }),
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

/** Figures by id, notebook, or the beginning of either; and the notebooks to run, those without a figure too. */
function figuresWanted(
  ids: string[],
  figures: FigureSource[],
  root: string,
): { figures: FigureSource[]; notebooks: string[] } {
  const folder = path.join(root, "notebooks");
  const notebooks = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => path.basename(name, ".ipynb"))
    .sort();
  if (ids.length === 0) return { figures, notebooks };
  for (const id of ids) {
    if (figures.some((figure) => begins(figure.id, id)) || notebooks.some((name) => begins(name, id)))
      continue;
    const expected = `one of ${[...figures.map((figure) => figure.id), ...notebooks].join(", ")}`;
    throw new InputError({ key: "figure", value: id, expected });
  }
  const asked = (name: string): boolean => ids.some((id) => begins(name, id));
  const chosen = figures.filter(({ id, notebook }) => asked(id) || asked(notebook));
  const run = notebooks.filter((name) => asked(name) || chosen.some(({ notebook }) => notebook === name));
  return { figures: chosen, notebooks: run };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Whether a figure or notebook is meant by the beginning of its name: `fig1` is not `fig10`. */
function begins(name: string, id: string): boolean {
  return name.startsWith(id) && !/\d\d/.test(name.slice(id.length - 1, id.length + 1));
}
