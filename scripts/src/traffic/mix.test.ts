import { expect, test } from 'vitest';
import { mixText, parseMix, usualMix } from './mix.js';

test('a mix names who comes, and nobody else does', () => {
  expect(parseMix('visitors=3, team=0.5')).toEqual({ visitor: 3, personal: 0, team: 0.5, enterprise: 0 });
  expect(parseMix(mixText(usualMix))).toEqual(usualMix);
});

test.each([
  ['cats=3', '--mix does not know "cats=3". For example: --mix visitors=70,'],
  ['visitors', '--mix does not know "visitors".'],
  ['team=-1', '--mix does not know "team=-1".'],
  ['', '--mix does not know "".'],
  ['team=0,personal=0', '--mix names nobody.'],
])('--mix %s is refused with a line that says why', (text, message) => {
  expect(() => parseMix(text)).toThrow(message);
});
