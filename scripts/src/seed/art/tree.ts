import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { between, pick, type Random } from '../random.js';

interface Twig {
  x: number;
  y: number;
  /** Radians; up is -π/2. */
  angle: number;
  length: number;
  thickness: number;
}

/** A tree that grows by one rule, a branch into branches again and again (Aristid Lindenmayer, 1968). */
export function tree(
  size: Size,
  random: Random,
  colours: { sky: [string, string]; ground: string; bark: string; leaves: string[] },
): Sharp {
  const { width, height } = size;
  const wood: string[] = [];
  const leaves: string[] = [];

  function leaf({ x, y }: Twig): void {
    const radius = between(random, 0.003, 0.0085) * width;
    const [cx, cy] = [x + between(random, -1, 1) * radius * 3, y + between(random, -1, 1) * radius * 3];
    const fill = pick(random, colours.leaves);
    leaves.push(
      `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${radius.toFixed(1)}" fill="${fill}"/>`,
    );
  }

  function grow(twig: Twig, generation: number): void {
    const x = twig.x + Math.cos(twig.angle) * twig.length;
    const y = twig.y + Math.sin(twig.angle) * twig.length;
    const line = [twig.x, twig.y, x, y].map((value) => value.toFixed(1));
    wood.push(
      `<path d="M${line[0]} ${line[1]}L${line[2]} ${line[3]}" stroke-width="${twig.thickness.toFixed(1)}"/>`,
    );
    if (generation > 5) for (let i = 0; i < 2; i++) leaf({ ...twig, x, y });
    if (generation === 10) return;
    const forks = random() < 0.2 ? 3 : 2;
    for (let fork = 0; fork < forks; fork++) {
      const side = fork - (forks - 1) / 2;
      const angle = twig.angle + side * between(random, 0.45, 0.85) + between(random, -0.12, 0.12);
      const length = twig.length * between(random, 0.74, 0.86);
      grow({ x, y, angle, length, thickness: twig.thickness * 0.69 }, generation + 1);
    }
  }

  const ground = height * 0.86;
  grow({ x: width / 2, y: ground, angle: -Math.PI / 2, length: height * 0.155, thickness: width / 32 }, 0);
  // What has fallen.
  for (let i = 0; i < 260; i++) {
    const away = between(random, -1, 1) * between(random, 0, 1);
    leaf({ x: width * (0.5 + away * 0.42), y: ground + between(random, 0.01, 0.06) * height } as Twig);
  }
  return fromSvg(size, [
    `<defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="${colours.sky[0]}"/><stop offset="1" stop-color="${colours.sky[1]}"/></linearGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    `<ellipse cx="${width / 2}" cy="${height * 1.12}" rx="${width * 0.9}" ry="${height * 0.27}" fill="${colours.ground}"/>`,
    `<g stroke="${colours.bark}" stroke-linecap="round">${wood.join('')}</g>`,
    `<g fill-opacity="0.85">${leaves.join('')}</g>`,
  ]);
}
