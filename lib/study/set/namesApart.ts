import path from "node:path";
import { scanName } from "../../io/index.js";

/**
 * A name for each file by which its results can be kept: that of the file without extension, with as many of its folders
 * as tell it from the others (`P1_S01_act`, `P2_S01_act`), or the extension where one scan is there in two formats.
 *
 * @param files - different files.
 */
export function namesApart(files: readonly string[]): string[] {
  const counted = (names: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    // Some file systems do not tell small letters from capitals
    for (const name of names.map((each) => each.toLowerCase())) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  };
  const stem = (file: string): string => path.join(path.dirname(path.resolve(file)), scanName(file));
  const formats = counted(files.map(stem));
  const words = files.map((file) => {
    const several = formats.get(stem(file).toLowerCase())! > 1;
    const name = several ? path.basename(file).replaceAll(".", "_") : scanName(file);
    return [...path.dirname(path.resolve(file)).split(path.sep).filter(Boolean), name];
  });
  const depth = files.map(() => 1);
  for (;;) {
    const names = words.map((each, k) => each.slice(-depth[k]).join("_"));
    const counts = counted(names);
    const short = names.map((name, k) => counts.get(name.toLowerCase())! > 1 && depth[k] < words[k].length);
    if (!short.includes(true)) return names;
    short.forEach((is, k) => (depth[k] += is ? 1 : 0));
  }
}
