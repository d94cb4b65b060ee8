/** What tells a DICOM file's maker and kind. */
export interface DicomHead {
  /** (0008,0070); empty when it is not among the first bytes. */
  manufacturer: string;
  /** SOP class UID, (0008,0016); empty when it is not among the first bytes. */
  sopClass: string;
}

/**
 * Maker and kind of a DICOM file from its first bytes (little-endian, explicit or implicit value representations);
 * `undefined` when they do not begin as DICOM does: `DICM` after 128 bytes, or, in old files, group 8 at once.
 */
export function dicomHead(head: Uint8Array): DicomHead | undefined {
  const text = new TextDecoder("latin1").decode(head);
  const marked = text.startsWith("DICM", 128);
  const bare = text.startsWith("\x08\0\x05\0CS") || text.startsWith("\x08\0\0\0\x04\0\0\0");
  if (!marked && !bare) return undefined;
  const element = (number: string, representation: string): string => {
    const at = text.indexOf(`\x08\0${number}\0`, marked ? 132 : 0);
    if (at < 0) return "";
    // Explicit: the representation's two letters and a length of two bytes; implicit: a length of four.
    const explicit = text.startsWith(representation, at + 4);
    const size = head[at + (explicit ? 6 : 4)] + 256 * head[at + (explicit ? 7 : 5)];
    return text.slice(at + 8, at + 8 + size).replace(/[\0 ]+$/, "");
  };
  return { manufacturer: element("\x70", "LO"), sopClass: element("\x16", "UI") };
}
