/**
 * Why the tests cannot run in a folder: Vite, which loads them, reads paths as URLs, in which some characters mean something
 * else. Set-up, figures, notebooks and the command line run there.
 *
 * @returns undefined where they can.
 */
export function folderFault(folder: string): string | undefined {
  const [character] = /[#?%]/.exec(folder) ?? [];
  if (character === undefined) return undefined;
  return `tests: ${folder} holds "${character}", which Vite cannot load from; run them in a folder without # ? %`;
}
