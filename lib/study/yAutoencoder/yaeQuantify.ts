import { yAutoencoderPredict } from "../../models/index.js";
import type { YAutoencoder } from "../../models/index.js";
import { InputError } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { pulseSequence } from "../../spin/index.js";
import { phantomAverage } from "./phantomAverage.js";
import { phantomFit } from "./phantomFit.js";
import { yaeBasis } from "./yaeBases.js";
import { yaeRow } from "./yaeSet.js";
import { yaeSettings } from "./yaeSettings.js";

/** Amounts of a metabolite over the scan's largest one. */
export interface YaeAmount {
  metabolite: string;
  /** What the network says. */
  network: number;
  /** What the linear-combination fit of the same metabolites says (`phantomFit`). */
  fit: number;
}

/**
 * Relative amounts of a network's metabolites in an edited scan, beside those of a fit with the same basis.
 *
 * @param scan - as measured: transients of both conditions.
 * @throws InputError for a scan of another field or echo time than the network's spectra, and for a network of other
 * points.
 */
export function yaeQuantify(network: YAutoencoder, scan: FidStack, settings = yaeSettings()): YaeAmount[] {
  const { metabolites, points } = network.config;
  const { sequence, ppmRange } = settings;
  const basis = yaeBasis({ ...settings, metabolites: [...metabolites] });
  const { spectrometerFrequency } = basis[0].header;
  const { echoTime } = pulseSequence(sequence);
  if (scan.echoTime !== undefined && Math.abs(scan.echoTime - echoTime) > 0.002) {
    throw new InputError({
      key: "echoTime",
      value: scan.echoTime,
      expected: `${echoTime} s, as was learned`,
    });
  }
  if (Math.abs(scan.spectrometerFrequency / spectrometerFrequency - 1) > 0.05) {
    const expected = `about ${spectrometerFrequency} MHz, as was learned`;
    throw new InputError({ key: "spectrometerFrequency", value: scan.spectrometerFrequency, expected });
  }
  const averaged = phantomAverage(scan);
  const row = yaeRow(averaged, basis[0], ppmRange);
  if (row.length !== 4 * points) {
    throw new InputError({ key: "network's points", value: points, expected: `${row.length / 4}` });
  }
  const { amounts } = yAutoencoderPredict(network, row);
  const fitted = phantomFit(averaged, basis, ppmRange);
  const largest = Math.max(...fitted);
  return metabolites.map((metabolite, m) => ({
    metabolite,
    network: amounts[m],
    fit: fitted[basis[0].names.indexOf(metabolite)] / largest,
  }));
}
