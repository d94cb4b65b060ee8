/** From `start` at 0 to `end` at 1 along half a cosine (Loshchilov and Hutter 2017, arXiv 1608.03983, eq. 5). */
export function cosineSchedule(start: number, end: number, fraction: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * fraction))) / 2;
}
