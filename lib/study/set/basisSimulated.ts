import { stackClassifyIfEdited } from "../../process/index.js";
import { InputError } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { BASIS_DEFAULTS, basisCached, pulseSequence, spinSystem, spinSystemNames } from "../../spin/index.js";
import type { BasisSet, PulseSequenceName } from "../../spin/index.js";

/** s between an echo time and that of a sequence that is simulated for it. */
const SAME_ECHO_TIME = 1.5e-3;
/** Share by which the field may differ from that of the kept simulation. */
const SAME_FIELD = 0.01;

/**
 * The library's own basis for a scan: every known metabolite in the sequence of its echo time, PRESS 35 ms or, where the
 * scan is edited, MEGA-PRESS 68 ms. It is kept, so that only the first scan waits for it.
 *
 * @throws InputError where no sequence of that echo time is known.
 */
export function basisSimulated(scan: FidStack): BasisSet[] {
  const name: PulseSequenceName = stackClassifyIfEdited(scan) ? "megaPress68" : "press35";
  const sequence = pulseSequence(name);
  const { echoTime, spectrometerFrequency } = scan;
  if (echoTime === undefined || Math.abs(echoTime - sequence.echoTime) > SAME_ECHO_TIME) {
    const told = echoTime === undefined ? " (where the file is silent, the option fallback.echoTime)" : "";
    const expected = `${sequence.echoTime} s${told}, for which ${name} can be simulated, or a basis set of the scan's own`;
    throw new InputError({ key: "echoTime", value: echoTime, expected });
  }
  const apart = Math.abs(spectrometerFrequency / BASIS_DEFAULTS.spectrometerFrequency - 1);
  const acquisition = apart < SAME_FIELD ? {} : { spectrometerFrequency };
  return basisCached(spinSystemNames().map(spinSystem), sequence, acquisition);
}
