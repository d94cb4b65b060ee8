import { CommanderError } from "commander";
import { optionsNamed } from "./headerOptions.js";
import { programCommand } from "./programCommand.js";
import { quietSet, wasInterrupted } from "./terminal.js";

/** Options of every verb, wherever they stand. */
const GLOBAL = ["--debug", "--quiet"];

/**
 * The command line. An error is one line on stderr, with its stack only under `--debug`; the exit code is then 1,
 * or 2 for a wrong use of the command line itself.
 */
export async function main(argv: string[]): Promise<void> {
  const debug = argv.includes("--debug");
  if (argv.includes("--quiet")) quietSet();
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  try {
    await programCommand().parseAsync(argv.filter((word) => !GLOBAL.includes(word)));
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const text = error instanceof Error ? (debug && error.stack) || error.message : String(error);
    process.stderr.write(`mrs-synth: ${debug ? text : optionsNamed(text.split("\n")[0])}\n`);
    process.exitCode = wasInterrupted() ? 130 : 1;
  }
}
