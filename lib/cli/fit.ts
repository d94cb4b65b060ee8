import { Command, Option } from "commander";
import type { FitPresetName } from "../fit/index.js";
import type { TissueFractions } from "../quantify/index.js";
import { InputError } from "../signal/index.js";
import { HEADER_HELP, headerOptions } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import type { ScansOptions } from "./scansAsked.js";
import { SCANS_ARGUMENT, SCANS_HELP } from "./terminal.js";

export interface FitCommandOptions extends HeaderOptions, ScansOptions {
  basis: string;
  tissue?: TissueFractions;
  preset: FitPresetName;
  metabolites?: string[];
  omit?: string[];
  otherEchoTime?: boolean;
  ratioTo?: string;
  compare?: boolean;
  json?: boolean;
  out?: string;
  csv?: string;
  report?: string;
  coord?: string;
}

/** `mrs-synth fit SCAN…` */
export function fitCommand(): Command {
  const preset = new Option("--preset <name>", "whose practice the fit follows")
    .choices(["default", "osprey", "fsl-mrs"])
    .default("default");
  const command = new Command("fit")
    .description("process, fit and quantify scans; edited ones as OFF and difference")
    .argument("[file...]", SCANS_ARGUMENT)
    .requiredOption(
      "--basis <basis>",
      "LCModel .BASIS, a folder of FSL-MRS JSON or RAW, a folder of OFF and ON; or `simulated`",
    )
    .option(
      "--water <file>",
      "unsuppressed water of the one scan given: coil weights, eddy currents, concentrations",
    )
    .option("--no-water", "take no water, whatever the files' names; a single FILE is then taken as it is")
    .option("--on <file>", "ON of a scan whose two conditions are stored apart; with --off, without FILE")
    .option("--off <file>", "OFF of that scan")
    .option("--tissue <gm,wm,csf>", "fractions of the voxel, for concentrations in tissue water", tissueOf)
    .addOption(preset)
    .option("--metabolites <names>", "of the basis, what to fit and nothing else: NAA,Cr,GPC,Ins", namesOf)
    .option("--omit <names>", "of the basis, what not to fit: 2HG,Cit", namesOf)
    .option("--other-echo-time", "fit with a basis of another echo time all the same, and flag the result");
  return headerOptions(command)
    .option("--ratio-to <name>", "what ratios are taken to, a metabolite or a sum as tNAA (default: tCr)")
    .option("--compare", "fit by every preset too: what tools would differ by, beside the bounds")
    .option("--json", "one JSON object on stdout, an array of them for several scans")
    .option("--out <file>", "a table with a row for each metabolite of each scan, .csv, .tsv or .json")
    .option("--csv <file>", "a table with a row for each quantity of each metabolite")
    .option("--report <file>", "one page on the one scan given, .html or .svg")
    .option(
      "--coord <file>",
      "the one scan's fit in the layout of LCModel's COORD; the difference in NAME_DIFF",
    )
    .addHelpText(
      "after",
      `\n${SCANS_HELP}\nA scan that cannot be fitted is named and left out; the exit code is then 1.` +
        `${HEADER_HELP}\nA basis that holds dwell time and frequency, as .BASIS does, tells them too.` +
        "\n\nExamples:\n  mrs-synth fit S01_act.SDAT --basis press35.BASIS --water S01_ref.SDAT --report S01.html" +
        "\n  mrs-synth fit scans/ --basis press35.BASIS --out table.csv" +
        "\n  mrs-synth fit --on S01_on.SDAT --off S01_off.SDAT --basis simulated" +
        "\n  mrs-synth fit S01.RAW --basis press30.BASIS --water S01.H2O --echo-time 0.03 --repetition-time 2 --json" +
        "\n  mrs-synth fit S01.RAW --basis simulated --dwell-time 0.0005 --frequency 127.75 --echo-time 0.035",
    )
    .action(async (files: string[], options: FitCommandOptions) => {
      const { fitRun } = await import("./fitRun.js");
      await fitRun(files, options);
    });
}

function namesOf(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (!names.includes("")) return names;
  const expected = "names of the basis with commas between";
  throw new InputError({ key: "--metabolites or --omit", value: text, expected });
}

function tissueOf(text: string): TissueFractions {
  const [greyMatter, whiteMatter, csf, ...more] = text.split(",").map(Number);
  const sum = greyMatter + whiteMatter + csf;
  if (more.length > 0 || !(Math.abs(sum - 1) < 0.01)) {
    const expected = "three fractions that sum to 1, grey matter, white matter and CSF: 0.6,0.3,0.1";
    throw new InputError({ key: "--tissue", value: text, expected });
  }
  return { greyMatter, whiteMatter, csf };
}
