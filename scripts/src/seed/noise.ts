import type { Random } from './random.js';

/** Smooth noise over the plane, in [0, 1]. */
export type Noise = (x: number, y: number) => number;

const size = 256;

/** Value noise: random values on a grid, blended by a curve without corners. */
export function noiseFrom(random: Random): Noise {
  const values = Float64Array.from({ length: size * size }, random);
  const at = (x: number, y: number) => values[(y & (size - 1)) * size + (x & (size - 1))] as number;
  return (x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const u = smooth(x - column);
    const v = smooth(y - row);
    const top = mix(at(column, row), at(column + 1, row), u);
    const bottom = mix(at(column, row + 1), at(column + 1, row + 1), u);
    return mix(top, bottom, v);
  };
}

/** Adds finer and fainter copies of a noise, which gives clouds and rock their detail. */
export function layered(noise: Noise, layers: number): Noise {
  return (x, y) => {
    let sum = 0;
    let weight = 0;
    for (let layer = 0; layer < layers; layer++) {
      const scale = 2 ** layer;
      sum += noise(x * scale + layer * 17, y * scale + layer * 31) / scale;
      weight += 1 / scale;
    }
    return sum / weight;
  };
}

/** The number `t` of the way from `a` to `b`. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Ken Perlin's curve, flat at both ends. */
function smooth(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
