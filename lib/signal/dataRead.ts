import { existsSync, readFileSync } from "node:fs";

/**
 * A declaration of the project's `data/` folder (spin systems, concentrations, settings), parsed.
 * It lies beside the sources in a checkout and inside the package when installed.
 */
export function dataRead<T>(name: string): T {
  // A checkout's own first (from the sources, from `dist`): the package's copy in `dist` may be older.
  const places = ["../../data/", "../../../data/", "../data/"].map(
    (up) => new URL(up + name, import.meta.url),
  );
  const place = places.find((url) => existsSync(url));
  if (place === undefined) throw new Error(`data/${name} is missing from this installation of mrs-synth`);
  return JSON.parse(readFileSync(place, "utf8")) as T;
}
