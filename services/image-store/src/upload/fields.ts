import { type Static, Type } from '@fastify/type-provider-typebox';
import { VISIBILITIES } from '../images.js';

const MAX_TITLE = 200;

export const UploadFields = Type.Object(
  {
    title: Type.String({
      minLength: 1,
      maxLength: MAX_TITLE,
      pattern: '^\\P{Cc}*$',
      description: 'text without control characters',
    }),
    tags: Type.Array(
      Type.String({
        minLength: 1,
        maxLength: 40,
        pattern: '^\\P{Cc}*$',
        description: 'words without control characters',
      }),
      { maxItems: 20 },
    ),
    visibility: Type.Enum(VISIBILITIES),
  },
  { additionalProperties: false },
);
export type UploadFields = Static<typeof UploadFields>;

/**
 * The fields of an upload form by type, not yet validated. Without a title the picture is called as its file is;
 * tags are separated by commas, and each counts once in any case; without a visibility it is public.
 */
export function parseFields(texts: Map<string, string>, fileName: string): Record<string, unknown> {
  const { title, tags, visibility, ...unknown } = Object.fromEntries(texts);
  return {
    ...unknown,
    title: title?.trim() || titleOf(fileName),
    tags: [...new Set((tags ?? '').split(',').map(normalizeTag).filter(Boolean))],
    visibility: visibility ?? 'public',
  };
}

function normalizeTag(tag: string): string {
  return tag.trim().normalize('NFC').toLowerCase();
}

function titleOf(fileName: string): string {
  const name = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  // Cut between characters, not within one.
  const characters = [...name.replaceAll(/\p{Cc}/gu, ' ').trim()];
  return characters.slice(0, MAX_TITLE).join('') || 'Untitled';
}
