import { Command, CommanderError } from "commander";
import { convertCommand } from "./convert.js";
import { figuresCommand } from "./figures.js";
import { fitCommand } from "./fit.js";
import { generateCommand } from "./generate.js";
import { inspectCommand } from "./inspect.js";
import { processCommand } from "./process.js";
import { qualityCommand } from "./quality.js";
import { simulateCommand } from "./simulate.js";
import { trainCommand } from "./train.js";

/**
 * The command line. An error is one line on stderr, with its stack only under `--debug`; the exit code is then 1,
 * or 2 for a wrong use of the command line itself.
 */
export async function main(argv: string[]): Promise<void> {
  const debug = argv.includes("--debug");
  const program = new Command("mrs-synth")
    .description("Synthesis of in-vivo MR spectra with variational autoencoders")
    .option("--debug", "show the stack of an error")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "mrs-synth: ")) });
  for (const command of [
    inspectCommand(),
    convertCommand(),
    simulateCommand(),
    trainCommand(),
    generateCommand(),
    processCommand(),
    qualityCommand(),
    fitCommand(),
    figuresCommand(),
  ]) {
    program.addCommand(inherit(command));
  }
  try {
    await program.parseAsync(argv.filter((word) => word !== "--debug"));
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const text = error instanceof Error ? (debug && error.stack) || error.message : String(error);
    process.stderr.write(`mrs-synth: ${debug ? text : text.split("\n")[0]}\n`);
    process.exitCode = 1;
  }
}

/** Subcommands throw instead of exiting, so that every end passes through `main`. */
function inherit(command: Command): Command {
  command.exitOverride().configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, "mrs-synth: ")),
  });
  command.commands.forEach((child) => inherit(child));
  return command;
}
