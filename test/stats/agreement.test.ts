import { sampleCorrelation, sampleCovariance, sampleVariance } from "simple-statistics";
import { describe, expect, it } from "vitest";
import {
  blandAltman,
  concordance,
  demingRegression,
  intraclassCorrelation,
  meanInterval,
  passingBablok,
  randomSource,
  wassersteinDistance,
  wilcoxonSignedRank,
  withinGroupCv,
} from "mrs-synth";

// Bland and Altman, Lancet 1986;1:307, table: peak expiratory flow of 17 subjects, first readings, l/min
const largeMeter = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
const miniMeter = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];

describe("blandAltman", () => {
  it("gives the numbers of Bland and Altman 1986", () => {
    const { n, bias, sd, lower, upper } = blandAltman(largeMeter, miniMeter, { deviations: 2 });
    expect(n).toBe(17);
    // the paper: mean difference -2.1, SD 38.8, limits -79.7 and 75.5, bias from -22.0 to 17.8 l/min
    expect(bias.value).toBeCloseTo(-2.1, 1);
    expect(sd).toBeCloseTo(38.8, 1);
    expect(lower.value).toBeCloseTo(-79.7, 0);
    expect(upper.value).toBeCloseTo(75.5, 0);
    expect(bias.low).toBeCloseTo(-22.0, 0);
    expect(bias.high).toBeCloseTo(17.8, 0);
    // and a lower limit from -114.3 to -45.1, with the rounder error of a limit, sqrt(3 s^2 / n) = 16.3; ours is 16.6
    expect(Math.abs(lower.low + 114.3)).toBeLessThan(1.5);
    expect(Math.abs(lower.high + 45.1)).toBeLessThan(1.5);
  });

  it("holds the true bias and the true limit in about 95 of 100 samples", () => {
    const random = randomSource(1);
    let [bias, limit] = [0, 0];
    for (let k = 0; k < 1000; k++) {
      const a = Array.from({ length: 20 }, () => 1 + random.normal());
      const found = blandAltman(
        a,
        a.map(() => 0),
      );
      if (found.bias.low < 1 && found.bias.high > 1) bias++;
      if (found.upper.low < 2.96 && found.upper.high > 2.96) limit++;
    }
    // binomial SD of 1,000 trials is .7 %
    expect(Math.abs(bias - 950)).toBeLessThan(25);
    expect(Math.abs(limit - 950)).toBeLessThan(30);
  });

  it("refuses values that are not pairs of numbers", () => {
    expect(() => blandAltman([1, 2], [1])).toThrow("pairs");
    expect(() => blandAltman([1, NaN], [1, 2])).toThrow("value 1 is NaN");
    expect(() => blandAltman([1], [1])).toThrow("at least 2");
  });
});

describe("meanInterval", () => {
  it("is the t interval of Bland and Altman 1986, and of a textbook's three values", () => {
    const differences = largeMeter.map((value, k) => value - miniMeter[k]);
    const { value, low, high } = meanInterval(differences);
    expect([value, low, high].map((v) => v.toFixed(1))).toEqual(["-2.1", "-22.0", "17.8"]);
    // mean 2, SD 1, t(.95; 2) = 2.920: 2.920 / sqrt 3
    expect(meanInterval([1, 2, 3], { level: 0.9 }).high).toBeCloseTo(2 + 2.92 / Math.sqrt(3), 3);
    expect(() => meanInterval([1])).toThrow("at least two");
  });
});

describe("concordance", () => {
  it("gives the published coefficient and its error for the peak flow data", () => {
    const { value, low, high } = concordance(largeMeter, miniMeter);
    // Steichen and Cox, Stata Technical Bulletin 1998;43:35 (sg84): .943, SE .029, by asymptotics .886 to .999
    expect(value).toBeCloseTo(0.943, 3);
    // the same error by the z transform: dz = dr / (1 - r^2)
    const error = ((Math.atanh(high) - Math.atanh(low)) / (2 * 1.96)) * (1 - value ** 2);
    expect(error).toBeCloseTo(0.029, 3);
    expect(value - 1.96 * error).toBeCloseTo(0.886, 2);
  });

  it("is 2 s_xy / (s_x^2 + s_y^2 + (difference of means)^2), with Lin's moments over n", () => {
    const { value, precision, accuracy } = concordance(largeMeter, miniMeter);
    const n = largeMeter.length;
    const over = (n - 1) / n;
    const shift = blandAltman(largeMeter, miniMeter).bias.value;
    const expected =
      (2 * over * sampleCovariance(largeMeter, miniMeter)) /
      (over * (sampleVariance(largeMeter) + sampleVariance(miniMeter)) + shift ** 2);
    expect(value).toBeCloseTo(expected, 12);
    // Bland and Altman 1986 print r = .94 for these data
    expect(precision).toBeCloseTo(0.94, 2);
    expect(precision).toBeCloseTo(sampleCorrelation(largeMeter, miniMeter), 12);
    expect(value).toBeCloseTo(precision * accuracy, 12);
  });

  it("agrees with ICC(2,1), which differs from it by s_d^2 / n in the denominator alone", () => {
    const pairs = largeMeter.map((value, k) => [value, miniMeter[k]]);
    const { value } = concordance(largeMeter, miniMeter);
    expect(Math.abs(value - intraclassCorrelation(pairs).agreement.value)).toBeLessThan(0.005);
  });

  it("is 1 on the identity line and less where the line is shifted or tilted", () => {
    const x = [1, 2, 3, 4];
    expect(concordance(x, x).value).toBeCloseTo(1, 12);
    // 2 x 1.25 / (1.25 + 1.25 + 1)
    const shifted = concordance(
      x,
      x.map((v) => v + 1),
    );
    expect(shifted.value).toBeCloseTo(5 / 7, 12);
    // 2 x 2.5 / (1.25 + 5 + 2.5^2)
    const tilted = concordance(
      x,
      x.map((v) => 2 * v),
    );
    expect(tilted.value).toBeCloseTo(0.4, 12);
  });

  it("holds the truth in about 95 of 100 samples", () => {
    // correlation .8, means apart by .5 SD: 2 x .8 / (1 + 1 + .25)
    const truth = 1.6 / 2.25;
    const random = randomSource(3);
    let held = 0;
    for (let k = 0; k < 1000; k++) {
      const x = Array.from({ length: 60 }, () => random.normal());
      const y = x.map((value) => 0.8 * value + 0.6 * random.normal() + 0.5);
      const { low, high } = concordance(x, y);
      if (low < truth && truth < high) held++;
    }
    expect(Math.abs(held - 950)).toBeLessThan(30);
  });
});

describe("intraclassCorrelation", () => {
  it("gives Shrout and Fleiss' numbers (1979, tables 2 and 4)", () => {
    const ratings = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ];
    const { agreement, consistency } = intraclassCorrelation(ratings);
    expect(agreement.value).toBeCloseTo(0.29, 2);
    expect(consistency.value).toBeCloseTo(0.71, 2);
    // intervals as the R package psych gives them for these data: ICC2 .019 to .76, ICC3 .34 to .95
    expect(agreement.low).toBeCloseTo(0.019, 3);
    expect(agreement.high).toBeCloseTo(0.76, 2);
    expect(consistency.low).toBeCloseTo(0.34, 2);
    expect(consistency.high).toBeCloseTo(0.95, 2);
  });

  it("lets a constant difference pass in (3,1) and not in (2,1)", () => {
    const { agreement, consistency } = intraclassCorrelation(
      [1, 2, 3, 4.5].map((value, k) => [value, value + 2 + 0.01 * (k % 2)]),
    );
    expect(consistency.value).toBeGreaterThan(0.999);
    expect(agreement.value).toBeLessThan(0.6);
  });
});

describe("demingRegression", () => {
  it("gives the line of a published example", () => {
    // NCSS Documentation, Deming Regression, example 1 (variance ratio 4 to 1 for x and y)
    const x = [7, 8.3, 10.5, 9, 5.1, 8.2, 10.2, 10.3, 7.1, 5.9];
    const y = [7.9, 8.2, 9.6, 9, 6.5, 7.3, 10.2, 10.6, 6.3, 5.2];
    const { slope, intercept } = demingRegression(x, y, { errorRatio: 1 / 4 });
    expect(slope.value).toBeCloseTo(1.00119, 5);
    expect(intercept.value).toBeCloseTo(-0.08974, 5);
  });

  it("is least squares where x has no error, and its own inverse with x and y exchanged", () => {
    const slopeOf = (ratio: number): number =>
      demingRegression(largeMeter, miniMeter, { errorRatio: ratio }).slope.value;
    const leastSquares = sampleCovariance(largeMeter, miniMeter) / sampleVariance(largeMeter);
    expect(slopeOf(1e12)).toBeCloseTo(leastSquares, 9);
    expect(slopeOf(1)).toBeCloseTo(1 / demingRegression(miniMeter, largeMeter).slope.value, 10);
  });

  it("finds the slope that least squares flattens, in about 95 of 100 intervals", () => {
    const random = randomSource(5);
    let [held, sum] = [0, 0];
    for (let k = 0; k < 300; k++) {
      const truth = Array.from({ length: 40 }, () => random.normal());
      const noisy = (scale: number): number[] => truth.map((v) => scale * v + 0.5 * random.normal());
      const { slope } = demingRegression(noisy(1), noisy(2));
      sum += slope.value;
      if (slope.low < 2 && slope.high > 2) held++;
    }
    // least squares would give 2 / 1.25 = 1.6
    expect(Math.abs(sum / 300 - 2)).toBeLessThan(0.08);
    expect(held).toBeGreaterThan(270);
  });
});

describe("passingBablok", () => {
  it("gives Sen's worked example (J Am Stat Assoc 1968;63:1379): no slope is negative, so that it is his median", () => {
    const { slope, intercept } = passingBablok([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78], {
      level: 0.93,
    });
    expect(slope.value).toBeCloseTo(4, 12);
    expect(slope.low).toBeCloseTo(26 / 7, 12);
    expect(slope.high).toBeCloseTo(35 / 8, 12);
    // and as the R package deming tests its pbreg with these data
    expect(intercept.value).toBeCloseTo(6, 12);
  });

  it("is the shifted median of slopes, worked by hand", () => {
    // the ten pairs' slopes, sorted: .5 .75 .833 1 1 1 1.125 1.167 1.25 2; none below -1; median 1
    const { slope, intercept } = passingBablok([1, 2, 3, 4, 5], [1, 3, 3.5, 4.5, 5.5]);
    expect(slope.value).toBe(1);
    // 1.96 sqrt(5 x 4 x 15 / 18) = 8.0, so the ranks of the limits are (10 - 8) / 2 = 1 and 10
    expect([slope.low, slope.high]).toEqual([0.5, 2]);
    // residuals y - x: 0 1 .5 .5 .5
    expect(intercept.value).toBeCloseTo(0.5, 12);
  });

  it("finds a line that every fifth pair is far off", () => {
    const random = randomSource(7);
    const x = Array.from({ length: 60 }, (_, k) => k / 6 + 0.1 * random.normal());
    const y = x.map((value, k) => 0.5 + 1.2 * value + (k % 5 === 0 ? 8 : 0.1 * random.normal()));
    const { slope, intercept } = passingBablok(x, y);
    expect(Math.abs(slope.value - 1.2)).toBeLessThan(0.05);
    expect(slope.low).toBeLessThan(1.2);
    expect(slope.high).toBeGreaterThan(1.2);
    expect(Math.abs(intercept.value - 0.5)).toBeLessThan(0.3);
  });

  it("is its own inverse with x and y exchanged, interval and all", () => {
    const there = passingBablok(largeMeter, miniMeter).slope;
    const back = passingBablok(miniMeter, largeMeter).slope;
    // an even number of slopes has two medians: their mean's inverse is not the mean of the inverses
    expect(there.value).toBeCloseTo(1 / back.value, 3);
    expect(there.low).toBeCloseTo(1 / back.high, 10);
    expect(there.high).toBeCloseTo(1 / back.low, 10);
  });
});

describe("wilcoxonSignedRank", () => {
  it("gives the exact p of published examples", () => {
    // Darwin's Zea mays, cross- less self-fertilised, 1/8 inch (Fisher 1935, III): rank sum of the two negatives 24
    const plants = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    const darwin = wilcoxonSignedRank(
      plants,
      plants.map(() => 0),
    );
    expect(darwin).toMatchObject({ n: 15, statistic: 120 - 24, exact: true });
    // R, wilcox.test: p = .04126
    expect(darwin.p).toBeCloseTo(0.04126, 5);
    // Hollander and Wolfe 1973, p. 29, depression scale: V = 40, one-sided p .01953
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const depression = wilcoxonSignedRank(first, second);
    expect(depression.statistic).toBe(40);
    expect(depression.p).toBeCloseTo(2 * 0.01953125, 10);
  });

  it("counts ties as all signs do", () => {
    // differences 1 1 1 -1: ranks 2.5 each; V = 7.5; of 16 choices 5 have V >= 7.5, 5 have V <= 2.5
    expect(wilcoxonSignedRank([1, 1, 1, 0], [0, 0, 0, 1]).p).toBeCloseTo(10 / 16, 12);
    expect(wilcoxonSignedRank([1, 2, 5], [1, 2, 4])).toMatchObject({ n: 1, p: 1 });
  });

  it("goes over to the normal approximation without a step", () => {
    const random = randomSource(9);
    const sample = Array.from({ length: 51 }, () => Math.round(10 * (random.normal() + 0.3)) / 10 || 0.1);
    const zero = sample.map(() => 0);
    const normal = wilcoxonSignedRank(sample, zero);
    const exact = wilcoxonSignedRank(sample.slice(0, 50), zero.slice(0, 50));
    expect([normal.exact, exact.exact]).toEqual([false, true]);
    expect(Math.abs(normal.p - exact.p)).toBeLessThan(0.02);
    // scipy 1.17, wilcoxon(method="approx", correction=True) of 1 -2 3 4 -5 6 ... 60
    const long = Array.from({ length: 60 }, (_, k) => (k % 3 === 1 ? -1 : 1) * (k + 1));
    const sum = long.filter((v) => v > 0).reduce((a, b) => a + b, 0);
    const found = wilcoxonSignedRank(
      long,
      long.map(() => 0),
    );
    expect(found.statistic).toBe(sum);
    expect(found.p).toBeCloseTo(0.02498671, 6);
  });

  it("refuses pairs that do not differ", () => {
    expect(() => wilcoxonSignedRank([1, 2], [1, 2])).toThrow(RangeError);
  });
});

describe("wassersteinDistance", () => {
  it("gives scipy's documented examples", () => {
    // scipy.stats.wasserstein_distance([0, 1, 3], [5, 6, 8]) = 5.0; ([0, 1], [0, 1], weights 3:1 and 2:2) = .25
    expect(wassersteinDistance([0, 1, 3], [5, 6, 8])).toBeCloseTo(5, 12);
    expect(wassersteinDistance([0, 0, 0, 1], [0, 1])).toBeCloseTo(0.25, 12);
  });

  it("is the mean distance of the sorted values, the shift, and 0 to itself", () => {
    const random = randomSource(11);
    const a = Array.from({ length: 50 }, () => random.normal());
    const b = Array.from({ length: 50 }, () => 2 * random.normal());
    const sorted = (v: number[]): number[] => [...v].sort((x, y) => x - y);
    const paired = sorted(a).reduce((sum, v, k) => sum + Math.abs(v - sorted(b)[k]), 0) / 50;
    expect(wassersteinDistance(a, b)).toBeCloseTo(paired, 10);
    expect(
      wassersteinDistance(
        a,
        a.map((v) => v + 3),
      ),
    ).toBeCloseTo(3, 10);
    expect(wassersteinDistance(a, [...a, ...a])).toBeCloseTo(0, 12);
  });
});

describe("withinGroupCv", () => {
  it("gives what published means and SDs of groups give", () => {
    // Dobson 1983, table 7.1 (R's PlantGrowth), g; printed with the data: 5.032 +- .583, 4.661 +- .794, 5.526 +- .443
    const weights = [
      [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
      [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
      [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
    ];
    const names = weights.flatMap((group, k) => group.map(() => ["control", "one", "two"][k]));
    const { cv, groups } = withinGroupCv(weights.flat(), names);
    const printed = [0.583 / 5.032, 0.794 / 4.661, 0.443 / 5.526];
    groups.forEach((group, k) => expect(Math.abs(group.cv - printed[k])).toBeLessThan(2e-4));
    expect(Math.abs(cv - printed.reduce((a, b) => a + b) / 3)).toBeLessThan(2e-4);
  });

  it("is the mean of the groups' own SD over mean; groups of one say nothing", () => {
    // SD of 9, 11 is sqrt(2); of 18, 22 is sqrt(8): each sqrt(2)/10
    const found = withinGroupCv([9, 11, 18, 22, 50], ["a", "a", "b", "b", "c"]);
    expect(found.cv).toBeCloseTo(Math.SQRT2 / 10, 12);
    expect(found.groups.map(({ group, n }) => [group, n])).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });
});
