import type { ScanHeader } from "../signal/index.js";

export interface ReadScanOptions {
  /**
   * What to take where the file is silent. What the file says always wins. Only LCModel RAW files may leave
   * out the dwell time. @default {}
   */
  fallback?: Partial<
    Pick<
      ScanHeader,
      "dwellTime" | "spectrometerFrequency" | "referencePpm" | "echoTime" | "repetitionTime" | "nucleus"
    >
  >;
}
