/** The parts of jStat that we use; the package brings no types. */
declare module "jstat" {
  interface Distribution {
    pdf(x: number, ...parameters: number[]): number;
    cdf(x: number, ...parameters: number[]): number;
    inv(p: number, ...parameters: number[]): number;
  }
  const jStat: {
    /** Parameters: mean, SD. */
    normal: Distribution;
    /** Parameter: degrees of freedom. */
    studentt: Distribution;
    /** Parameter: degrees of freedom. */
    chisquare: Distribution;
    /** Parameters: degrees of freedom of numerator and denominator. */
    centralF: Distribution;
    /** ln of the gamma function. */
    gammaln(x: number): number;
    gammafn(x: number): number;
    /** Regularised lower incomplete gamma function P(a, x). */
    lowRegGamma(a: number, x: number): number;
    erf(x: number): number;
  };
  export default jStat;
}
