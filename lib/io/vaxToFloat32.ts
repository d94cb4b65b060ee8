/**
 * VAX F floats as IEEE single precision: what Philips writes into SDAT.
 *
 * Both have a sign, 8 bits of exponent and 23 of fraction. VAX stores the two 16-bit words high word
 * first (each little-endian), and its exponent stands for four times less. So the value is the IEEE
 * one with the exponent lowered by two, exactly; only the two lowest exponents become subnormal.
 *
 * @param bytes - 4 per value.
 * @returns the values; the reserved operand (sign without exponent) becomes NaN.
 */
export function vaxToFloat32(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length >> 2);
  const bits = new Uint32Array(values.buffer);
  for (let k = 0, b = 0; k < bits.length; k++, b += 4) {
    const word = (bytes[b + 1] << 24) | (bytes[b] << 16) | (bytes[b + 3] << 8) | bytes[b + 2];
    const exponent = (word >>> 23) & 0xff;
    if (exponent > 2) bits[k] = word - 0x01000000;
    else if (exponent > 0) {
      bits[k] = word;
      values[k] /= 4;
    } else if (word < 0) values[k] = NaN;
  }
  return values;
}
