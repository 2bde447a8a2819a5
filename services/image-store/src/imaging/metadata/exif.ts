/**
 * The smallest EXIF block that says a picture's orientation: a TIFF file of one directory with one entry
 * (CIPA DC-008, 4.6).
 *
 * @param orientation 1 to 8.
 */
export function orientationBlock(orientation: number): Buffer {
  const block = Buffer.alloc(26);
  block.write('II*\0', 'latin1');
  block.writeUInt32LE(8, 4);
  block.writeUInt16LE(1, 8);
  block.writeUInt16LE(0x0112, 10);
  block.writeUInt16LE(3, 12);
  block.writeUInt32LE(1, 14);
  block.writeUInt16LE(orientation, 18);
  return block;
}

/** A block of the same kind without any entry, followed by zeros. */
export function emptyBlock(length: number): Buffer {
  const block = Buffer.alloc(length);
  if (length >= 14) block.write('II*\0\b', 'latin1');
  return block;
}
