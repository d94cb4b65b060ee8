import path from "node:path";
import { pathToFileURL } from "node:url";

/** The environment for the project's Python: the one place that makes it is set-up's, which works before this is built. */
export async function pythonEnv(root: string): Promise<NodeJS.ProcessEnv> {
  const file = pathToFileURL(path.join(root, "tools", "setup", "pythonEnv.mjs"));
  const module = (await import(file.href)) as { pythonEnv: () => NodeJS.ProcessEnv };
  return module.pythonEnv();
}
