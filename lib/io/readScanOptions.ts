import type { ScanHeader } from "../signal/index.js";

/** What a scan's file may leave open. */
export type ScanFallback = Partial<
  Pick<
    ScanHeader,
    "dwellTime" | "spectrometerFrequency" | "referencePpm" | "echoTime" | "repetitionTime" | "nucleus"
  >
>;

export interface ReadScanOptions {
  /**
   * What to take where the file is silent. What the file says always wins. Only LCModel RAW files may leave
   * out the dwell time. @default {}
   */
  fallback?: ScanFallback;
  /**
   * Of a file that holds a scan and its water reference (GE's P-file, Siemens XA, Philips data/list), which of the two.
   * Water that was measured apart is the scan of its own file: `reference` gives that. @default "scan"
   */
  part?: "scan" | "reference";
}
