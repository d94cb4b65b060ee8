import { dataRead, InputError } from "../signal/index.js";

/** A vendor of `data/vendors.json`. */
export type CohortVendorName = "ge" | "philips" | "siemens";

/** How a vendor's scanner samples and stores an edited scan. */
export interface CohortVendor {
  /** Samples of a FID. */
  points: number;
  /** s */
  dwellTime: number;
  /** MHz */
  spectrometerFrequency: number;
  /** Conditions from transient to transient, or one half of the scan each. */
  order: "alternating" | "halves";
  /** The condition that comes first. */
  first: "OFF" | "ON";
  /** The condition that is stored with opposite sign. */
  inverted?: "OFF" | "ON";
  /** Factors on the first samples of a FID, before the receiver filter has settled. @default none */
  firstSamples?: number[];
}

/** A vendor's profile. @throws InputError when there is none of that name. */
export function cohortVendor(name: CohortVendorName): CohortVendor {
  const { vendors } = dataRead<{ vendors: Record<string, CohortVendor> }>("vendors.json");
  if (vendors[name] === undefined) {
    throw new InputError({
      key: "vendors",
      value: name,
      expected: `one of ${Object.keys(vendors).join(", ")}`,
    });
  }
  return vendors[name];
}
