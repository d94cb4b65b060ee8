import { Command } from "commander";
import { libraryVersion } from "../signal/index.js";
import { completionCommand } from "./completion.js";
import { convertCommand } from "./convert.js";
import { denoiseCommand } from "./denoise.js";
import { doctorCommand } from "./doctor.js";
import { figuresCommand } from "./figures.js";
import { fitCommand } from "./fit.js";
import { generateCommand } from "./generate.js";
import { inspectCommand } from "./inspect.js";
import { kernelCommand } from "./kernel.js";
import { processCommand } from "./process.js";
import { qualityCommand } from "./quality.js";
import { quantifyCommand } from "./quantify.js";
import { simulateCommand } from "./simulate.js";
import { trainCommand } from "./train.js";

const ENDS = `
Examples:
  mrs-synth doctor
  mrs-synth inspect scan.nii.gz
  mrs-synth simulate cohort --quick --out cohort
  mrs-synth figures --quick

Exit codes: 0 done, 1 an error (one line says which), 2 a wrong use of the command line, 130 interrupted.
Progress is shown on a terminal only. NO_COLOR=1 takes the colours away.`;

/** The whole command line, with what holds for all verbs. */
export function programCommand(): Command {
  const program = new Command("mrs-synth")
    .description("Synthesis of in-vivo MR spectra with variational autoencoders")
    .version(libraryVersion(), "--version", "print the version")
    .option("--debug", "show the stack of an error")
    .option("--quiet", "print nothing but errors, and what --json asks for")
    .addHelpText("after", ENDS)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "mrs-synth: ")) });
  for (const command of [
    inspectCommand(),
    convertCommand(),
    simulateCommand(),
    trainCommand(),
    generateCommand(),
    denoiseCommand(),
    processCommand(),
    qualityCommand(),
    fitCommand(),
    quantifyCommand(),
    figuresCommand(),
    doctorCommand(),
    kernelCommand(),
    completionCommand(() => program),
  ]) {
    program.addCommand(inherit(command));
  }
  return program;
}

/** Subcommands throw instead of exiting, so that every end passes through `main`. */
function inherit(command: Command): Command {
  command.exitOverride().configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, "mrs-synth: ")),
  });
  command.commands.forEach((child) => inherit(child));
  return command;
}
