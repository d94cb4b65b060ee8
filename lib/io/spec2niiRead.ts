import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { InputError, type FidStack } from "../signal/index.js";
import { bytesUnzip } from "./bytesUnzip.js";
import { niftiHeader } from "./niftiHeader.js";
import { niftiMrsMeta, niftiMrsToStack } from "./niftiMrsToStack.js";
import { readBytes } from "./readBytes.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { SPEC2NII_VERSION, spec2niiFind } from "./spec2niiFind.js";
import { spec2niiParts } from "./spec2niiParts.js";
import type { VendorScan } from "./vendorScan.js";

const execFileAsync = promisify(execFile);

/** How the files that it writes begin. */
const NAME = "scan";

/**
 * Reads a scan in a maker's format by the converter spec2nii, in a temporary folder that is removed. Of a file that
 * holds a scan and its water reference the scan is read, or with `part: "reference"` the reference; the history names
 * what was left. What spec2nii takes off in silence, transients that are zero throughout, is kept.
 *
 * @throws InputError without spec2nii, with the command that installs it; and where it fails, with its reason.
 */
export async function spec2niiRead(
  { format, args, files }: VendorScan,
  path: string,
  options: ReadScanOptions = {},
): Promise<FidStack> {
  const tool = spec2niiFind();
  const conversion = ["spec2nii", ...args, ...files].map(quoted).join(" ");
  if (tool === undefined) {
    const expected =
      `spec2nii, which converts it: \`pip install spec2nii==${SPEC2NII_VERSION}\`, then the same command again ` +
      `(or \`${conversion}\` elsewhere)`;
    throw new InputError({ file: path, key: "content", value: format, expected });
  }
  const folder = await mkdtemp(join(tmpdir(), "mrs-synth-spec2nii-"));
  try {
    // Full paths: a name that begins with a dash would be an option.
    const paths = files.map((file) => resolve(file));
    const out = ["-o", folder, "-f", NAME, "--keep_zero_valued"];
    try {
      const { PYTHONPATH: _path, PYTHONHOME: _home, ...env } = process.env;
      await execFileAsync(tool.command, [...tool.args, ...args, ...out, ...paths], {
        env: { ...env, PYTHONNOUSERSITE: "1", PYTHONWARNINGS: "ignore" },
        maxBuffer: 2 ** 26,
      });
    } catch (error) {
      const value = `not converted by spec2nii (${reason(error)})`;
      const expected = `a file that \`${conversion}\` converts`;
      throw new InputError({ file: path, key: format, value, expected });
    }
    const names = (await readdir(folder)).filter((name) => name.endsWith(".nii.gz")).sort();
    const parts = spec2niiParts(
      names.map((name) => name.slice(NAME.length, -".nii.gz".length)),
      options.part,
    );
    if (parts.taken === undefined) {
      const value =
        names.length === 0
          ? "nothing that spec2nii writes"
          : `several scans (${parts.left.map(partName).join(", ")})`;
      const expected = `one scan; \`${conversion} -o FOLDER\` writes each as a file of its own`;
      throw new InputError({ file: path, key: format, value, expected });
    }
    const bytes = await bytesUnzip(await readBytes(join(folder, `${NAME}${parts.taken}.nii.gz`)), path);
    const method = niftiMrsMeta(bytes, niftiHeader(bytes, path), path)?.ConversionMethod;
    const version = /spec2nii v?(\S+)/.exec(typeof method === "string" ? method : "")?.[1];
    // For Varian's TE spec2nii writes the length of the first pulse, in us.
    const missing = format === "Varian" ? ["EchoTime"] : [];
    const stack = niftiMrsToStack(bytes, path, { ...options, missing });
    const history = [
      `read: ${format} by spec2nii${version === undefined ? "" : ` ${version}`}`,
      ...stack.history,
    ];
    if (parts.left.length > 0) {
      history.push(
        `part: ${partName(parts.taken)}`,
        `left in the file: ${parts.left.map(partName).join(", ")}`,
      );
    }
    return { ...stack, history };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `_ref` is "ref", nothing the scan itself. */
function partName(suffix: string): string {
  return suffix.replace(/^_/, "") || "the scan";
}

/** The last line of what a Python program said, which is its error; the reason when it did not start. */
function reason(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const lines = (stderr ?? "").split("\n").filter((line) => line.trim() !== "");
  return (lines.at(-1) ?? message.split("\n")[0]).trim();
}

function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
