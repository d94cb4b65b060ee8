import path from "node:path";

/**
 * Modules of the same folder, for the `code` of `keptKey`.
 *
 * @param module - its `import.meta.url`.
 * @param names - without extension: that is the module's own, of sources or of compiled files.
 */
export function codeBeside(module: string, ...names: string[]): string[] {
  const extension = path.extname(new URL(module).pathname);
  return names.map((name) => new URL(`./${name}${extension}`, module).href);
}
