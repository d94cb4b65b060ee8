import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectFolder } from "../signal/projectFolder.js";

/** How spec2nii is called. */
export interface Spec2nii {
  command: string;
  /** Before its own arguments. */
  args: readonly string[];
  /** Where it was found, in words. */
  where: string;
}

/** The version that the project installs. */
export const SPEC2NII_VERSION = "0.8.15";

// The script that pip writes names the folder it was installed in, which may have been moved since.
const CALL = "import sys; from spec2nii.spec2nii import main; sys.argv[0] = 'spec2nii'; main()";

/**
 * The converter spec2nii (Clarke et al., Magn Reson Med 2022, doi 10.1002/mrm.29418): the program that the environment
 * variable `MRS_SPEC2NII` names, else the project's own in `.venv`, else the first on the PATH; `undefined` without one.
 */
export function spec2niiFind(): Spec2nii | undefined {
  const named = process.env.MRS_SPEC2NII;
  if (named) return { command: named, args: [], where: "MRS_SPEC2NII" };
  const venv = join(projectFolder() ?? "", ".venv");
  const python = join(venv, "bin", "python");
  if (projectFolder() !== undefined && existsSync(python) && hasPackage(venv)) {
    return { command: python, args: ["-c", CALL], where: ".venv" };
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const command = folders.map((folder) => join(folder, "spec2nii")).find(isProgram);
  return command === undefined ? undefined : { command, args: [], where: command };
}

function hasPackage(venv: string): boolean {
  const versions = existsSync(join(venv, "lib")) ? readdirSync(join(venv, "lib")) : [];
  return versions.some((python) => existsSync(join(venv, "lib", python, "site-packages", "spec2nii")));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
