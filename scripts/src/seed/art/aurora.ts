import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { type Rgb, rgb } from '../colour.js';
import { layered, mix, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Northern lights over a dark horizon. */
export function aurora(
  size: Size,
  random: Random,
  colours: { sky: string; low: string; high: string },
): Sharp {
  const noise = layered(noiseFrom(random), 3);
  const [sky, low, high] = [rgb(colours.sky), rgb(colours.low), rgb(colours.high)];
  const ratio = size.height / size.width;
  return fromPoints(size, (x, y) => {
    const t = y / ratio;
    const horizon = 0.82 + (noise(x * 5, 40) - 0.5) * 0.12;
    if (t > horizon) return [4, 7, 12];
    const curtain = 0.55 + (noise(x * 2.2, 3) - 0.5) * 0.5;
    const above = curtain - t;
    const glow = above > 0 ? Math.exp(-above * 5) : Math.exp(above * 26);
    const rays = 0.35 + 0.65 * noise(x * 26, t * 0.8 + 7);
    const light = glow * rays * 1.15;
    const blend = Math.min(Math.max(above * 2.4, 0), 1);
    const star = noise(x * 260, t * 260 * ratio) > 0.83 ? 90 * (1 - light) * (1 - t) : 0;
    const channel = (i: 0 | 1 | 2) => sky[i] * (0.5 + t * 0.7) + mix(low[i], high[i], blend) * light + star;
    return [channel(0), channel(1), channel(2)] satisfies Rgb;
  });
}
