import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/** Share by which the two spectrometer frequencies may differ: headers round, fields of magnets do not come nearer. */
const SAME_FREQUENCY = 0.01;

/**
 * Whether a water reference can belong to a scan: both of protons, same spectrometer frequency.
 *
 * @throws InputError naming what differs.
 */
export function waterCheck(water: FidStack, stack: FidStack): void {
  if (stack.nucleus !== "1H") {
    const expected = "none: water is a reference for protons";
    throw new InputError({ key: "water reference", value: `given for ${stack.nucleus}`, expected });
  }
  if (water.nucleus !== stack.nucleus) {
    const expected = `that of the scan, ${stack.nucleus}`;
    throw new InputError({ key: "water reference: nucleus", value: water.nucleus, expected });
  }
  const [own, other] = [water.spectrometerFrequency, stack.spectrometerFrequency];
  if (Math.abs(own / other - 1) > SAME_FREQUENCY) {
    const expected = `that of the scan, ${other} MHz, to ${100 * SAME_FREQUENCY} %`;
    throw new InputError({ key: "water reference: spectrometerFrequency", value: `${own} MHz`, expected });
  }
}
