import { useEffect, useRef, useState } from 'react';
import { thumbHashToRGBA } from 'thumbhash';
import classes from './thumbnail.module.css';

interface BlurProps {
  /** A thumbhash in base64. */
  hash: string;
  /** Whether the picture under it has come: the blur then dissolves. */
  loaded: boolean;
}

/** What a picture looks like from far away. A canvas, since the page's policy allows no data: URLs. */
export function Blur({ hash, loaded }: BlurProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [gone, setGone] = useState(false);
  useEffect(() => paint(canvas.current, hash), [hash]);
  if (gone) return null;
  return (
    <canvas
      ref={canvas}
      className={classes.blur}
      data-loaded={loaded}
      onTransitionEnd={() => setGone(true)}
      aria-hidden
    />
  );
}

function paint(canvas: HTMLCanvasElement | null, hash: string): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)));
    canvas.width = w;
    canvas.height = h;
    context.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  } catch {
    // A hash that cannot be read is no reason to show no picture.
  }
}
