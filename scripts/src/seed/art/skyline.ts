import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient } from '../colour.js';
import { between, pick, type Random } from '../random.js';

/** A city by the water after sunset, and itself again in the water. */
export function skyline(
  size: Size,
  random: Random,
  colours: { sky: string[]; far: string; near: string; windows: string[] },
): Sharp {
  const { width, height } = size;
  const shore = height * 0.72;
  const shade = gradient([colours.far, colours.near]);
  const stops = colours.sky.map(
    (colour, i) => `<stop offset="${i / (colours.sky.length - 1)}" stop-color="${colour}"/>`,
  );
  const rows = [0, 0.5, 1].map((depth) => towers(depth).join(''));
  const city = rows.join('');

  function towers(depth: number): string[] {
    const elements: string[] = [];
    const fill = css(shade(depth));
    for (let x = -width * 0.02; x < width; ) {
      const wide = between(random, 0.022, 0.055) * width;
      const middle = Math.exp(-(((x + wide / 2) / width - 0.46) ** 2) / 0.05);
      const tall =
        between(random, 0.1, 0.24) * height + middle * between(random, 0.05, 0.3) * height * (1.15 - depth);
      elements.push(
        `<rect x="${x.toFixed(1)}" y="${(shore - tall).toFixed(1)}" width="${(wide + 1).toFixed(1)}" height="${tall.toFixed(1)}" fill="${fill}"/>`,
      );
      if (random() < 0.25) {
        const mast = between(random, 0.02, 0.07) * height;
        elements.push(
          `<rect x="${(x + wide / 2).toFixed(1)}" y="${(shore - tall - mast).toFixed(1)}" width="${width / 900}" height="${mast.toFixed(1)}" fill="${fill}"/>`,
        );
      }
      elements.push(...lights(x, shore - tall, wide, tall, depth));
      x += wide * between(random, 0.85, 1.2);
    }
    return elements;
  }

  function lights(x: number, y: number, wide: number, tall: number, depth: number): string[] {
    const grid = width / 240;
    const elements: string[] = [];
    for (let v = y + grid; v < y + tall - grid * 2; v += grid * 1.9) {
      for (let u = x + grid * 0.8; u < x + wide - grid; u += grid * 1.5) {
        if (random() > 0.2 + 0.22 * depth) continue;
        const opacity = between(random, 0.35, 0.95);
        elements.push(
          `<rect x="${u.toFixed(1)}" y="${v.toFixed(1)}" width="${(grid * 0.72).toFixed(1)}" height="${grid.toFixed(1)}" fill="${pick(random, colours.windows)}" fill-opacity="${opacity.toFixed(2)}"/>`,
        );
      }
    }
    return elements;
  }

  const calm = Array.from({ length: 70 }, () => {
    const y = shore + random() ** 1.6 * (height - shore);
    const x = between(random, -0.1, 0.9) * width;
    const opacity = between(random, 0.03, 0.12).toFixed(2);
    return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(between(random, 0.06, 0.4) * width).toFixed(1)}" height="${(height / 500).toFixed(1)}" fill="#fff" fill-opacity="${opacity}"/>`;
  });
  return fromSvg(size, [
    `<defs><linearGradient id="sky" x2="0" y2="1">${stops.join('')}</linearGradient>
     <linearGradient id="deep" x2="0" y2="1"><stop offset="0" stop-color="${colours.near}" stop-opacity="0.35"/><stop offset="1" stop-color="${colours.near}" stop-opacity="0.95"/></linearGradient></defs>`,
    `<rect width="${width}" height="${shore}" fill="url(#sky)"/>`,
    `<g id="city">${city}</g>`,
    `<g transform="translate(0 ${shore * 2}) scale(1 -1)"><rect width="${width}" height="${shore}" fill="url(#sky)"/><use href="#city"/></g>`,
    `<rect y="${shore}" width="${width}" height="${height - shore}" fill="url(#deep)"/>`,
    ...calm,
  ]);
}
