import { median } from "simple-statistics";
import {
  densityContours,
  densityGrid,
  densityOverlap,
  kernelDensity2d,
  nearestNeighbours,
  umapFit,
  umapProject,
} from "../../embed/index.js";
import type { Density, DensityContour, Embedding } from "../../embed/index.js";
import { rowsSelect } from "../../models/index.js";
import type { Vae } from "../../models/index.js";
import { samplers } from "../../samplers/index.js";
import type { SamplerName } from "../../samplers/index.js";
import type { Progress, RandomSource } from "../../signal/index.js";
import { scansToRows } from "../set/scansToRows.js";
import type { ScanRows } from "../set/scansToRows.js";
import { conditionName } from "../set/studySet.js";
import type { StudyScan } from "../set/studySet.js";
import { subsetDraw } from "../set/subsetDraw.js";
import { rowsGenerate } from "../spectra/rowsGenerate.js";
import { spectrumShort } from "../spectra/spectrumShort.js";
import type { SpectrumShort } from "../spectra/spectrumShort.js";

export interface FeatureSpaceStudyOptions {
  /** Measured spectra that the embedding is learned on. */
  measured: readonly StudyScan[];
  /** Scans that synthetic spectra are made from. */
  sources: readonly StudyScan[];
  /** Scans of the same name are one pool that a subset is drawn from. @default each scan by itself, its id */
  pool?: (scan: StudyScan) => string;
  /** Transients of a subset, a condition. */
  subset: number;
  /** Synthetic spectra per pool, condition and sampler. */
  count: number;
  /** UMAP's neighbourhood. @default 15 */
  neighbours?: number;
  /** UMAP's least distance between points in the plane. @default 0.1 */
  minDist?: number;
  random: RandomSource;
  progress?: Progress;
  signal?: AbortSignal;
}

/** A point of figure 5: one spectrum. */
export interface FeaturePoint {
  x: number;
  y: number;
  source: "measured" | "synthetic";
  method?: SamplerName;
  condition: string;
  subject: string;
  /** The site, where there are sites. */
  group?: string;
  /** Shown beside the point that is pointed at. */
  spectrum: SpectrumShort;
}

/** How much of the measured spectra's place the synthetic ones fill. */
export interface FeatureOverlap {
  method: SamplerName;
  condition: string;
  spectra: number;
  /** Overlap coefficient of the two kernel densities, 0 to 1; the measured spectra are those of the sources. */
  overlap: number;
  /** Median distance from a synthetic spectrum to the nearest measured one over that between measured ones. */
  distanceRatio: number;
}

/** The smallest region that holds a share of a density. */
export interface FeatureDensity extends DensityContour {
  source: "measured" | "synthetic";
  method?: SamplerName;
}

export interface FeatureSpaceResult {
  points: FeaturePoint[];
  /** Contours of the kernel densities of all measured spectra and of each sampler's, on one grid. */
  densities: FeatureDensity[];
  overlaps: FeatureOverlap[];
  /** Mean overlap over the conditions, per sampler. */
  overlap: Record<SamplerName, number>;
  /** The overlaps and distance ratios by name: what the text quotes. */
  summary: { name: string; value: number }[];
}

/**
 * Where synthetic spectra lie among measured ones (figure 5): a UMAP embedding learned on measured spectra only, with
 * spectra generated from a single subset of transients projected into it.
 */
export async function featureSpaceStudy(
  model: Vae,
  options: FeatureSpaceStudyOptions,
): Promise<FeatureSpaceResult> {
  const { measured, sources, pool = ({ id }) => id, subset, count, neighbours = 15, minDist } = options;
  const { random, progress, signal } = options;
  const real = scansToRows(measured, { like: model });
  const embedding = await umapFit(real.rows, real.shape, {
    neighbours: Math.min(neighbours, real.shape[0] - 1),
    minDist,
    random: random.fork("umap"),
    progress: (done, total, note) => progress?.((0.7 * done) / total, 1, note),
    signal,
  });
  const grounds = measuredPoints(embedding, measured, real);
  const nearest = await nearestMeasured(embedding);
  const names = Object.keys(samplers) as SamplerName[];
  const pools = [...new Set(sources.map(pool))];
  const synthetic: { point: FeaturePoint; distance: number }[] = [];
  for (const [k, method] of names.entries()) {
    for (const name of pools) {
      const members = sources.filter((scan) => pool(scan) === name);
      const rows = scansToRows(members, { like: model });
      // One subset a pool, the same for all samplers
      const chosen = subsetDraw(rows.shape[0], rows.header.labels, subset, random.fork(`subset of ${name}`));
      const stream = random.fork(`${name} ${method}`);
      const made = rowsGenerate(model, rowsSelect(rows, chosen), { method, count, random: stream });
      const { coordinates, nearestDistance } = await umapProject(embedding, made.rows, { random: stream });
      nearestDistance.forEach((distance, i) => {
        const place = { x: coordinates[2 * i], y: coordinates[2 * i + 1] };
        const condition = conditionName(made.header, i);
        const point = { ...place, source: "synthetic" as const, method, condition, subject: name };
        const spectrum = spectrumShort(made, i);
        synthetic.push({ distance, point: { ...point, group: members[0].site, spectrum } });
      });
    }
    progress?.(0.7 + (0.3 * (k + 1)) / names.length, 1, method);
    signal?.throwIfAborted();
  }
  const points = [...grounds, ...synthetic.map(({ point }) => point)];

  const flat = (some: FeaturePoint[]): Float32Array => Float32Array.from(some.flatMap(({ x, y }) => [x, y]));
  const grid = densityGrid([flat(points)], { size: 256, margin: 0.2 });
  // One kernel for all densities, so that they can be compared
  const width = await kernelWidth(flat(grounds));
  const densityOf = (some: FeaturePoint[]): Density => kernelDensity2d(flat(some), { grid, width });
  const contours = (some: FeaturePoint[]): DensityContour[] => densityContours(densityOf(some));
  const made = (method: SamplerName, condition?: string): FeaturePoint[] =>
    points.filter(
      (point) => point.method === method && (condition === undefined || point.condition === condition),
    );
  const own = new Set(sources.map(({ id }) => id));
  const conditions = [...new Set(points.map(({ condition }) => condition))].sort();
  const overlaps: FeatureOverlap[] = names.flatMap((method) =>
    conditions.map((condition) => {
      const there = grounds.filter((point) => own.has(point.subject) && point.condition === condition);
      const here = made(method, condition);
      const distances = synthetic.filter(({ point }) => here.includes(point)).map(({ distance }) => distance);
      return {
        method,
        condition,
        spectra: here.length,
        overlap: densityOverlap(densityOf(there), densityOf(here)),
        distanceRatio: median(distances) / nearest,
      };
    }),
  );
  return {
    points,
    densities: [
      ...contours(grounds).map((contour) => ({ source: "measured" as const, ...contour })),
      ...names.flatMap((method) =>
        contours(made(method)).map((contour) => ({ source: "synthetic" as const, method, ...contour })),
      ),
    ],
    overlaps,
    overlap: Object.fromEntries(
      names.map((method) => {
        const own = overlaps.filter((one) => one.method === method);
        return [method, own.reduce((sum, { overlap }) => sum + overlap, 0) / own.length];
      }),
    ) as Record<SamplerName, number>,
    summary: overlaps.flatMap(({ method, condition, overlap, distanceRatio }) => [
      { name: `${method}, ${condition}: overlap`, value: overlap },
      { name: `${method}, ${condition}: distance ratio`, value: distanceRatio },
    ]),
  };
}

function measuredPoints(embedding: Embedding, scans: readonly StudyScan[], rows: ScanRows): FeaturePoint[] {
  return Array.from(rows.scan, (scan, i) => ({
    x: embedding.coordinates[2 * i],
    y: embedding.coordinates[2 * i + 1],
    source: "measured",
    condition: conditionName(scans[scan].stack, rows.transient[i]),
    subject: scans[scan].id,
    group: scans[scan].site,
    spectrum: spectrumShort(rows, i),
  }));
}

/** Median distance from a measured spectrum to the nearest other measured one. */
async function nearestMeasured({ points, shape }: Embedding): Promise<number> {
  // Each point is its own first neighbour.
  const { distances } = await nearestNeighbours(points, shape, { count: 2 });
  return median(Array.from({ length: shape[0] }, (_, i) => distances[2 * i + 1]));
}

/**
 * Half the median distance from a point to its neighbour of rank sqrt(n): wide enough to join a cluster's points,
 * narrow enough to keep clusters apart, whether there are forty points or thousands.
 */
async function kernelWidth(places: Float32Array): Promise<number> {
  const n = places.length / 2;
  const count = Math.round(Math.sqrt(n)) + 1;
  const { distances } = await nearestNeighbours(places, [n, 2], { count });
  return median(Array.from({ length: n }, (_, i) => distances[(i + 1) * count - 1])) / 2;
}
