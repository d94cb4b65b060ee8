import type { ScanHeader } from "../signal/index.js";

export interface ReadScanOptions {
  /** What to take where the file is silent. What the file says always wins. @default {} */
  fallback?: Partial<
    Pick<ScanHeader, "spectrometerFrequency" | "referencePpm" | "echoTime" | "repetitionTime" | "nucleus">
  >;
}
