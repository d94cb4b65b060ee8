import { basename } from "node:path";

/** A scan's file name without its format's extension (`.nii.gz`, `.SDAT`, GE's `.7`, …). */
export function scanName(file: string): string {
  return basename(file).replace(/(\.nii)?\.gz$|\.(?=\w*[a-z]|7$)\w{1,5}$/i, "");
}
