import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { gradient } from '../colour.js';

const iterations = 140;

/** A Julia set: how fast z² + c runs away, for each starting point z. */
export function julia(size: Size, c: readonly [number, number], colours: string[]): Sharp {
  const colourOf = gradient(colours);
  const ratio = size.height / size.width;
  return fromPoints(size, (x, y) => {
    let re = (x - 0.5) * 3;
    let im = (y - ratio / 2) * 3;
    let step = 0;
    while (step < iterations && re * re + im * im < 64) {
      const next = re * re - im * im + c[0];
      im = 2 * re * im + c[1];
      re = next;
      step++;
    }
    // The fraction between two steps, without which the colours come in bands.
    const smooth = step === iterations ? iterations : step + 1 - Math.log2(Math.log2(re * re + im * im) / 2);
    return colourOf((Math.max(smooth, 0) / iterations) ** 0.45);
  });
}
