/** A complex factor or signal over the samples of a FID. */
export interface ComplexCourse {
  re: Float64Array;
  im: Float64Array;
}

/** The product of two complex courses. */
export function courseTimes(a: ComplexCourse, b: ComplexCourse): ComplexCourse {
  const re = new Float64Array(a.re.length);
  const im = new Float64Array(a.re.length);
  for (let t = 0; t < re.length; t++) {
    re[t] = a.re[t] * b.re[t] - a.im[t] * b.im[t];
    im[t] = a.re[t] * b.im[t] + a.im[t] * b.re[t];
  }
  return { re, im };
}
