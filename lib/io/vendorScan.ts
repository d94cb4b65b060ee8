import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../signal/index.js";
import { dicomHead } from "./dicomHead.js";
import { fileBeside } from "./fileBeside.js";
import { fileHead } from "./fileHead.js";

/** A format of a scanner's maker, which spec2nii converts. */
export type VendorFormat =
  | "Siemens TWIX"
  | "Siemens RDA"
  | "Siemens DICOM"
  | "GE P-file"
  | "Philips data/list"
  | "Philips DICOM"
  | "UIH DICOM"
  | "Bruker"
  | "Varian";

/** A scan in a maker's format. */
export interface VendorScan {
  format: VendorFormat;
  /** What spec2nii is called with: the format in its words, with options. */
  args: string[];
  /** The files or the folder, which it takes last. */
  files: string[];
}

/** Enough for a DICOM's first elements and a GE header's sizes. */
const HEAD = 65536;
/** P-files' revisions, GE's rdbm.h, and where they name the data's offset or the maker (spec2nii's ge_hdr_fields). */
const GE = { low: 7, high: 40, logos: [34, 110] };
/** A multi-RAID file (VD, VE, XA) has one entry of 152 bytes a measurement, after 8 bytes. */
const RAID = { most: 64, entry: 152 };
/** Bruker's files of samples, by spec2nii's mode. */
const BRUKER_MODES: Readonly<Record<string, string>> = {
  fid: "FID",
  "fid_proc.64": "FID",
  "rawdata.job0": "RAWDATA",
  "2dseq": "2DSEQ",
};
const BRUKER_IN_FOLDER = ["fid", "rawdata.job0", join("pdata", "1", "2dseq")];

/**
 * Which maker's format a file or a folder is in, by its content: RDA, TWIX, P-file and DICOM by their headers, data/list
 * by the list, Bruker's and Varian's folders by the parameter files beside the samples. `undefined` for none of them.
 *
 * @throws InputError for a DICOM that is an image, or of a maker whose spectra are not converted.
 */
export async function vendorScan(path: string): Promise<VendorScan | undefined> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return undefined;
  if (there.isDirectory()) return folderScan(path);
  const head = await fileHead(path, HEAD);
  if (latin(head, 0, 64).includes(">>> Begin of header <<<")) {
    return { format: "Siemens RDA", args: ["rda"], files: [path] };
  }
  const measurements = twixMeasurements(head, there.size);
  if (measurements > 0) {
    // The scan is the last measurement; those before it are adjustments. A file with one of them has no list.
    const last = measurements > 1 ? ["-m", String(measurements)] : [];
    return { format: "Siemens TWIX", args: ["twix", "-e", "image", ...last], files: [path] };
  }
  if (isPfile(head)) return { format: "GE P-file", args: ["ge"], files: [path] };
  return dicomScan(path, head) ?? (await dataListScan(path, head)) ?? sampleFileScan(path);
}

function dicomScan(path: string, head: Uint8Array, of = path): VendorScan | undefined {
  const dicom = dicomHead(head);
  if (dicom === undefined) return undefined;
  const { manufacturer, sopClass } = dicom;
  // MR Image Storage and Enhanced MR Image Storage (DICOM PS3.4, table B.5-1)
  if (/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.4(\.1)?$/.test(sopClass)) {
    throw new InputError({ file: path, key: "SOP class", value: "MR image", expected: "spectroscopy" });
  }
  if (/siemens/i.test(manufacturer)) return { format: "Siemens DICOM", args: ["dicom"], files: [of] };
  if (/philips/i.test(manufacturer)) return { format: "Philips DICOM", args: ["philips_dcm"], files: [of] };
  if (/uih|united imaging/i.test(manufacturer)) return { format: "UIH DICOM", args: ["uih"], files: [of] };
  const expected =
    "a DICOM of Siemens, Philips or UIH, whose spectra spec2nii converts (of GE's, it converts the P-file)";
  throw new InputError({ file: path, key: "manufacturer", value: manufacturer || "unknown", expected });
}

/** Philips' raw samples have no mark of their own: the list beside them tells what they are. */
async function dataListScan(path: string, head: Uint8Array): Promise<VendorScan | undefined> {
  const isList = /^\s*#.*DATA DESCRIPTION FILE/im.test(latin(head, 0, 2048));
  const list = isList ? path : /\.data$/i.test(path) ? await fileBeside(path, ".list") : undefined;
  if (list === undefined) return undefined;
  const data = await fileBeside(list, ".data");
  if (data === undefined) {
    throw new InputError({
      file: path,
      key: "its .data",
      expected: "the samples, of the same name beside it",
    });
  }
  // Frequency, TE and dwell time are in the SPAR (or DICOM) of the same scan only.
  const aux = (await fileBeside(list, ".spar")) ?? (await fileBeside(list, ".dcm")) ?? (await onlySpar(list));
  if (aux === undefined) {
    const expected = "the header of the same scan, a .SPAR or .dcm of the same name beside it";
    throw new InputError({ file: path, key: "its SPAR", expected });
  }
  return { format: "Philips data/list", args: ["philips_dl"], files: [data, list, aux] };
}

async function onlySpar(path: string): Promise<string | undefined> {
  const names = (await readdir(dirname(path))).filter((name) => /\.spar$/i.test(name));
  return names.length === 1 ? join(dirname(path), names[0]) : undefined;
}

/** Bruker and Varian name the samples alike in every scan; the parameters beside them tell which of the two it is. */
function sampleFileScan(path: string): VendorScan | undefined {
  const [name, folder] = [basename(path), dirname(path)];
  if (name === "fid" && existsSync(join(folder, "procpar"))) return varianScan(folder);
  const mode = BRUKER_MODES[name];
  const scan = name === "2dseq" || name === "fid_proc.64" ? join(folder, "..", "..") : folder;
  if (mode === undefined || !existsSync(join(scan, "acqp"))) return undefined;
  return { format: "Bruker", args: ["bruker", "-m", mode], files: [path] };
}

function varianScan(folder: string): VendorScan {
  return { format: "Varian", args: ["varian"], files: [folder] };
}

/** A folder that is one scan: Bruker's, Varian's, or the DICOMs of a series. */
async function folderScan(folder: string): Promise<VendorScan | undefined> {
  if (existsSync(join(folder, "procpar")) && existsSync(join(folder, "fid"))) return varianScan(folder);
  if (existsSync(join(folder, "acqp")) && existsSync(join(folder, "method"))) {
    const samples = BRUKER_IN_FOLDER.map((name) => join(folder, name)).find((name) => existsSync(name));
    return samples === undefined ? undefined : sampleFileScan(samples);
  }
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort();
  const first = join(folder, names[0] ?? "");
  return dicomScan(first, await fileHead(first, HEAD), folder);
}

/** How many measurements a TWIX file has; 0 when it is none. */
function twixMeasurements(head: Uint8Array, size: number): number {
  if (head.length < 64) return 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [first, second] = [view.getUint32(0, true), view.getUint32(4, true)];
  // VB: the header's length, its number of buffers, then the first buffer's name.
  if (/^(Config|Dicom|Meas|MeasYaps|Phoenix|Spice)\0/.test(latin(head, 8, 24)) && first < size) return 1;
  if (!(first < 10000 && second >= 1 && second <= RAID.most) || head.length < 8 + RAID.entry * second)
    return 0;
  for (let k = 0; k < second; k++) {
    const at = 16 + RAID.entry * k;
    const [offset, length] = [view.getBigUint64(at, true), view.getBigUint64(at + 8, true)];
    if (offset < BigInt(8 + RAID.entry * second) || length === 0n || offset + length > BigInt(size) + 512n) {
      return 0;
    }
  }
  return second;
}

function isPfile(head: Uint8Array): boolean {
  if (head.length < 2048) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const revisions = [view.getFloat32(0, true), view.getFloat32(0, false)];
  return (
    revisions.some((revision) => revision >= GE.low && revision < GE.high) &&
    GE.logos.some((at) => /^(GE|INVALID)/.test(latin(head, at, at + 10)))
  );
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  return new TextDecoder("latin1").decode(bytes.subarray(from, to));
}
