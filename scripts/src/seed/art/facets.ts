import { Delaunay } from 'd3-delaunay';
import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient, type Rgb } from '../colour.js';
import { noiseFrom } from '../noise.js';
import { between, type Random } from '../random.js';

/** A sky of triangles over a sea of triangles, each in the one colour of its middle (Delaunay's triangulation). */
export function facets(size: Size, random: Random, colours: { sky: string[]; sea: string[] }): Sharp {
  const { width, height } = size;
  const noise = noiseFrom(random);
  const horizon = 0.62;
  const { points, triangles } = Delaunay.from(scattered(size, random, width / 34));
  const sky = gradient(colours.sky);
  const sea = gradient(colours.sea);
  const sun = { x: 0.64, y: 0.44 };

  const colourAt = (x: number, y: number): Rgb => {
    const grain = (noise(x * 40, y * 40) - 0.5) * 0.16;
    if (y < horizon) {
      const far = Math.hypot((x - sun.x) * 1.5, y - sun.y);
      return far < 0.1 ? [255, 246, 214] : sky((y / horizon) * 0.74 + grain + Math.exp(-far * 4) * 0.42);
    }
    // A path of light leads to the sun, wider towards the shore.
    const depth = (y - horizon) / (1 - horizon);
    const path = Math.exp(-(((x - sun.x) / (0.05 + depth * 0.13)) ** 2)) * random();
    return sea(0.25 + depth * 0.75 + grain * 1.4 - path * 0.85);
  };
  const polygons: string[] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = [0, 1, 2].map((corner) => {
      const point = (triangles[i + corner] as number) * 2;
      return [points[point] as number, points[point + 1] as number] as const;
    });
    const x = corners.reduce((sum, [cx]) => sum + cx, 0) / 3 / width;
    const y = corners.reduce((sum, [, cy]) => sum + cy, 0) / 3 / height;
    const fill = css(colourAt(x, y));
    const path = corners.map(([cx, cy]) => `${cx.toFixed(1)},${cy.toFixed(1)}`).join(' ');
    // The stroke closes the hairlines that antialiasing leaves between neighbours.
    polygons.push(`<polygon points="${path}" fill="${fill}" stroke="${fill}"/>`);
  }
  return fromSvg(size, polygons);
}

/** Points about `spacing` apart, over the edges too, none of them in rows. */
function scattered({ width, height }: Size, random: Random, spacing: number): [number, number][] {
  const points: [number, number][] = [];
  for (let y = -spacing; y < height + spacing * 2; y += spacing) {
    for (let x = -spacing; x < width + spacing * 2; x += spacing) {
      points.push([x + between(random, -0.45, 0.45) * spacing, y + between(random, -0.45, 0.45) * spacing]);
    }
  }
  return points;
}
