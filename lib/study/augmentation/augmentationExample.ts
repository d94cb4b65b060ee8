import { AUGMENTATION_MEASURED } from "./augmentationRow.js";
import type { AugmentationResult } from "./augmentationStudy.js";
import { augmentationTitles } from "./augmentationTitles.js";

/** A point of figure 7. */
export interface AugmentationExampleRow {
  method: string;
  title: string;
  n: number;
  ppm: number;
  value: number;
}

/**
 * The difference spectra of a typical test subject: that of the middle shape score, averaged over all methods (not
 * over the bare subset) at the smallest n, so that it is picked by no single one. First draw.
 */
export function augmentationExample({
  rows,
  spectra,
  subjects,
}: AugmentationResult): AugmentationExampleRow[] {
  const titles = augmentationTitles();
  const measured: readonly string[] = Object.values(AUGMENTATION_MEASURED);
  const n = Math.min(...new Set(rows.map((row) => row.n).filter((size) => size > 0)));
  const score = (id: string): number => {
    const own = rows.filter(
      (row) =>
        row.subject === id && row.n === n && row.metric === "shape score" && !measured.includes(row.method),
    );
    return own.reduce((sum, { value }) => sum + value, 0) / own.length;
  };
  const ranked = subjects.test.map((id) => ({ id, score: score(id) })).sort((a, b) => a.score - b.score);
  const { id } = ranked[Math.floor(ranked.length / 2)];
  const order = Object.keys(titles);
  return spectra
    .filter(({ subject }) => subject === id)
    .map(({ method, n, ppm, value }) => ({ method, title: titles[method] ?? method, n, ppm, value }))
    .sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method) || a.ppm - b.ppm);
}
