import { spectraToStack, stackToSpectra } from "../signal/index.js";
import type { RandomSource } from "../signal/index.js";
import { rowsToSpectra } from "./rowsToSpectra.js";
import { spectraEmbed } from "./spectraEmbed.js";
import { spectraToRows } from "./spectraToRows.js";
import type { SpectrumRows } from "./spectrumRows.js";
import { stackJitter } from "./stackJitter.js";
import type { Jitter } from "./vaeConfig.js";

/**
 * Rows varied at random as scans vary (`stackJitter`), scaled anew to their largest magnitude.
 *
 * It is done on the FIDs of the cropped spectra, so what a shift brings in from beyond the crop is zero: a few points
 * at its edges for a few Hz. Where the whole scans are at hand, jitter those.
 */
export function rowsJitter(rows: SpectrumRows, jitter: Partial<Jitter>, random: RandomSource): SpectrumRows {
  const moved = stackJitter(spectraToStack(spectraEmbed(rowsToSpectra(rows))), jitter, random);
  const jittered = spectraToRows(stackToSpectra(moved), { like: rows });
  const history = [...rows.header.history, moved.history[moved.history.length - 1]];
  return { ...jittered, header: { ...rows.header, history } };
}
