/** cephes 3.3.3 has types, but its package.json does not lead to them. These are the functions that are used here. */
declare module 'cephes' {
  /** Resolved when the WebAssembly module can be called. */
  export const compiled: Promise<void>;
  /** The complementary error function. */
  export function erfc(x: number): number;
  /** The distribution function of the standard normal distribution. */
  export function ndtr(x: number): number;
  /** Its inverse. */
  export function ndtri(p: number): number;
  /** The upper tail of the chi-square distribution. */
  export function chdtrc(degreesOfFreedom: number, x: number): number;
  /** The natural logarithm of the gamma function. */
  export function lgam(x: number): number;
}
