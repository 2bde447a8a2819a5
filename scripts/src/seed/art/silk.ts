import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { gradient, type Rgb } from '../colour.js';
import { noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Folds of cloth in one light: sines whose places noise moves, shaded by their slope. */
export function silk(size: Size, random: Random, colours: string[]): Sharp {
  const noise = noiseFrom(random);
  const colourOf = gradient(colours);
  const heightAt = (x: number, y: number) => {
    const warp = noise(x * 1.6, y * 1.6 + 7) * 2.4;
    const along = x * 2.2 + y * 3.1 + warp;
    return Math.sin(along * 3.2) * 0.5 + Math.sin(along * 7.1 + noise(x * 3, y * 3) * 4) * 0.22 + warp * 0.25;
  };
  const step = 0.002;
  return fromPoints(size, (x, y) => {
    const height = heightAt(x, y);
    const slope = (height - heightAt(x + step, y + step)) / step;
    const gleam = Math.max(0, 1 - Math.abs(slope - 1.6) / 1.5) ** 3 * 62;
    const shade = 0.78 - Math.min(Math.max(slope / 9, -0.34), 0.4);
    const colour = colourOf(height * 0.42 + 0.38);
    return colour.map((channel) => channel * shade + gleam) as unknown as Rgb;
  });
}
