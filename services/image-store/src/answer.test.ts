import { expect, it } from 'vitest';
import { fileName } from './answer.js';

it.each([
  ['Sea', 'Sea.jpg'],
  ['../../etc/passwd', 'etc passwd.jpg'],
  ['C:\\evil"\r\nSet-Cookie: a=b', 'C evil Set-Cookie a=b.jpg'],
  ['.hidden.', 'hidden.jpg'],
  ['???', 'picture.jpg'],
  ['harmless\u202egpj.exe', 'harmless gpj.exe.jpg'],
  ['x'.repeat(200), `${'x'.repeat(100)}.jpg`],
  [`${'x'.repeat(99)}😀`, `${'x'.repeat(99)}😀.jpg`],
])('calls the file of "%s" "%s"', (title, name) => {
  expect(fileName(title, 'jpeg')).toBe(name);
});
