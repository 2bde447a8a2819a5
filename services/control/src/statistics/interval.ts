/** A figure and the bounds of its 95 % confidence interval: of a hundred such intervals five miss the truth. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}
