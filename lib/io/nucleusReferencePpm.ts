/**
 * The chemical shift taken for 0 Hz when a file does not tell it, in ppm: scanners centre proton and
 * deuterium spectra on water, 4.68 ppm at body temperature; other nuclei on their 0 ppm standard.
 */
export function nucleusReferencePpm(nucleus: string): number {
  return /^[12]H$/i.test(nucleus) ? 4.68 : 0;
}
