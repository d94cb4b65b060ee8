/** A complex FID, interleaved, of one line. In the library's sign its frequency is `hertz`. */
export function lineFid(points: number, dwellTime: number, hertz: number, amplitude = 1): number[] {
  return Array.from({ length: 2 * points }, (_, k) => {
    const t = (k >> 1) * dwellTime;
    const angle = 2 * Math.PI * hertz * t;
    return amplitude * Math.exp(-t * 20) * (k % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

/** The same with the other sign of the frequency. */
export function conjugate(interleaved: readonly number[]): number[] {
  return interleaved.map((value, k) => (k % 2 === 0 ? value : -value));
}

/** A Siemens RDA as syngo exports it: header lines, then doubles in the sign of NIfTI-MRS. */
export function rdaBytes(
  interleaved: readonly number[],
  entries: Record<string, string | number> = {},
): Uint8Array {
  const header = {
    PatientName: "Name^Some",
    Nucleus: "1H",
    MRFrequency: 123.25,
    DwellTime: 500,
    TE: 30,
    TR: 2000,
    TI: 0,
    TM: 0,
    FlipAngle: 90,
    VectorSize: interleaved.length / 2,
    "CSIMatrixSize[0]": 1,
    "CSIMatrixSize[1]": 1,
    "CSIMatrixSize[2]": 1,
    VOIPositionSag: 0,
    VOIPositionCor: 0,
    VOIPositionTra: 0,
    "RowVector[0]": 1,
    "RowVector[1]": 0,
    "RowVector[2]": 0,
    "ColumnVector[0]": 0,
    "ColumnVector[1]": 1,
    "ColumnVector[2]": 0,
    PixelSpacingRow: 20,
    PixelSpacingCol: 20,
    SliceThickness: 20,
    ModelName: "Scanner",
    DeviceSerialNumber: 0,
    "SoftwareVersion[0]": "syngo MR E11",
    InstitutionName: "Universit\u00e4t",
    TransmitCoil: "Body",
    ...entries,
  };
  const lines = Object.entries(header).map(([key, value]) => `${key}: ${value}`);
  const text = [">>> Begin of header <<<", ...lines, ">>> End of header <<<", ""].join("\r\n");
  return Buffer.concat([Buffer.from(text, "latin1"), Buffer.from(Float64Array.from(interleaved).buffer)]);
}

/** A Philips list of FIDs of so many points, by mix (0 the scan, 1 water) and transient, one coil. */
export function philipsList(points: number, transients: readonly number[]): string {
  const rows = transients.flatMap((count, mix) =>
    Array.from({ length: count }, (_, dyn) => ["STD", mix, dyn, ...Array<number>(16).fill(0), points * 8]),
  );
  return [
    "# === DATA DESCRIPTION FILE ======================================================",
    "# Scan name   : PRESS",
    ".    0    0    0  number_of_mixes                    :     2",
    ".    0    0    0  number_of_echoes                   :     1",
    ...rows.map((row, k) => `  ${[...row, k * points * 8].join("  ")}`),
    "",
  ].join("\r\n");
}

/** Python that writes a UIH DICOM of an edited scan (64 points at 2000 Hz) under the name of its argument. */
export const UIH_DICOM = `
import sys
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

def fid(hertz, amplitude=1):
    t = np.arange(64) * 5e-4
    # the sign of NIfTI-MRS
    line = amplitude * np.exp(-20 * t - 2j * np.pi * hertz * t)
    return line.astype(np.complex64).view(np.float32).tobytes()

meta = FileMetaDataset()
meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4.2"
meta.MediaStorageSOPInstanceUID = "1.2.3"
meta.TransferSyntaxUID = ExplicitVRLittleEndian
scan = Dataset()
scan.file_meta = meta
for key, value in dict(
    SOPClassUID=meta.MediaStorageSOPClassUID, SOPInstanceUID="1.2.3", Modality="MR", Manufacturer="UIH",
    ManufacturerModelName="Scanner", DeviceSerialNumber="1", SoftwareVersions="1", InstitutionName="Here",
    InstitutionAddress="There", PatientName="Some^Body", PatientWeight=0, PatientBirthDate="", PatientSex="",
    PatientPosition="HFS", EchoTime=68, RepetitionTime=2000, FlipAngle=90, SequenceName="svs_mega",
    ProtocolName="mega", SeriesDescription="mega", TransmitterFrequency=127.75, ResonantNucleus="1H",
    SpectralWidth=2000.0, ImageOrientationPatient=[1, 0, 0, 0, 1, 0], ImagePositionPatient=[0, 0, 0],
    PixelSpacing=[20, 20], SliceThickness=20, SpacingBetweenSlices=20, Rows=1, Columns=1,
).items():
    setattr(scan, key, value)
scan.add_new(0x56000020, "OF", fid(5))
for tag, part in ((0x0065FF07, fid(0, 50)), (0x0065FF10, fid(-200)), (0x0065FF11, fid(-328.7))):
    scan.add_new(tag, "OB", part)
scan.save_as(sys.argv[1], enforce_file_format=True)
`;

/** The first bytes of a DICOM with these two elements, explicit value representations. */
export function dicomBytes(sopClass: string, manufacturer: string): Uint8Array {
  const element = (number: number, representation: string, value: string): Buffer => {
    const padded = value.length % 2 === 0 ? value : `${value}\0`;
    const head = Buffer.from([8, 0, number, 0, ...Buffer.from(representation), padded.length, 0]);
    return Buffer.concat([head, Buffer.from(padded)]);
  };
  const parts = [element(0x16, "UI", sopClass), element(0x70, "LO", manufacturer)];
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), ...parts]);
}

/** The beginning of a TWIX file: VB with one measurement, or a multi-RAID file with so many. */
export function twixBytes(measurements?: number): Uint8Array {
  const bytes = Buffer.alloc(16384);
  if (measurements === undefined) {
    bytes.writeUInt32LE(8192, 0);
    bytes.writeUInt32LE(5, 4);
    bytes.write("Config\0", 8, "latin1");
    return bytes;
  }
  bytes.writeUInt32LE(measurements, 4);
  for (let k = 0; k < measurements; k++) {
    bytes.writeBigUInt64LE(BigInt(10240 + 512 * k), 16 + 152 * k);
    bytes.writeBigUInt64LE(512n, 24 + 152 * k);
  }
  return bytes;
}

/** The beginning of a P-file of a revision, whose maker stands where that revision has it. */
export function pfileBytes(revision: number): Uint8Array {
  const bytes = Buffer.alloc(4096);
  bytes.writeFloatLE(revision, 0);
  bytes.write("GE_MED_NMR", revision < 26 ? 34 : 110, "latin1");
  return bytes;
}

/** The parameter files of a Bruker scan of one FID, ParaVision 6.0.1, as far as spec2nii asks. */
export function brukerParameters(points: number, width: number): { acqp: string; method: string } {
  const jcamp = (values: Record<string, string | number>): string =>
    [
      "##TITLE=Parameter List, ParaVision 6.0.1",
      "##JCAMPDX=4.24",
      ...Object.entries(values).map(([key, value]) => `##$${key}=${value}`),
      "##END=",
      "",
    ].join("\n");
  return {
    acqp: jcamp({
      ACQ_sw_version: "( 65 )\n<PV 6.0.1>",
      ACQ_dim: 1,
      ACQ_dim_desc: "( 1 )\nSpectroscopic",
      ACQ_size: `( 1 )\n${2 * points}`,
      NI: 1,
      NR: 1,
      BF1: 400.3,
      NUCLEUS: "( 8 )\n<1H>",
      SW_h: width,
      GO_raw_data_format: "GO_32BIT_SGN_INT",
      GO_block_size: "continuous",
      BYTORDA: "little",
      PULPROG: "( 64 )\n<STEAM.ppg>",
    }),
    method: jcamp({
      Method: "<Bruker:STEAM>",
      PVM_EchoTime: 20,
      PVM_RepetitionTime: 2500,
      PVM_SpecMatrix: `( 1 )\n${points}`,
      PVM_SpecSWH: `( 1 )\n${width}`,
      PVM_DigShift: 0,
      PVM_DigNp: points,
      PVM_FrqWorkOffsetPpm: "( 8 )\n0 0 0 0 0 0 0 0",
      PVM_FrqRef: "( 8 )\n400.3 0 0 0 0 0 0 0",
      PVM_EncNReceivers: 1,
      PVM_VoxArrGradOrient: "( 1, 3, 3 )\n1 0 0 0 1 0 0 0 1",
      PVM_VoxArrPosition: "( 1, 3 )\n0 0 0",
      PVM_VoxArrSize: "( 1, 3 )\n3 3 3",
    }),
  };
}
