import { type PulledImage, pullPath } from '../api/pulls.js';
import type { Image } from '../api/types.js';
import { texts } from '../texts.js';
import classes from './pulled-bytes.module.css';

interface PulledBytesProps {
  image: Image;
  /** Oldest first. */
  pulled: PulledImage[];
  shown: PulledImage | undefined;
  onShow: (pulled: PulledImage) => void;
}

/** What was pulled, side by side: how many bytes each took beside the original. */
export function PulledBytes({ image, pulled, shown, onShow }: PulledBytesProps) {
  const largest = Math.max(image.bytes, ...pulled.map(({ blob }) => blob.size));
  return (
    <div>
      <h3 className={classes.title}>{texts.pull.compare}</h3>
      <ul className={classes.list}>
        <li className={classes.row}>
          <Bar
            name={`${texts.pull.original} · ${image.format.toUpperCase()}`}
            bytes={image.bytes}
            largest={largest}
          />
        </li>
        {pulled.map((one) => (
          <li key={pullPath(image.id, one.parameters)}>
            <button
              type="button"
              className={classes.row}
              aria-pressed={one === shown}
              onClick={() => onShow(one)}
            >
              <Bar
                name={`${one.format.toUpperCase()} · ${texts.format.dimensions(one.width, one.height)}`}
                bytes={one.blob.size}
                largest={largest}
              />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Bar({ name, bytes, largest }: { name: string; bytes: number; largest: number }) {
  return (
    <>
      <span className={classes.name}>{name}</span>
      <span className={classes.bytes}>{texts.format.bytes(bytes)}</span>
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} style={{ width: `${(bytes / largest) * 100}%` }} />
      </span>
    </>
  );
}
