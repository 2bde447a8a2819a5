import { type Static, Type } from '@fastify/type-provider-typebox';
import { VISIBILITIES } from '../item.js';

const MAX_TITLE = 200;

export const Title = Type.String({
  minLength: 1,
  maxLength: MAX_TITLE,
  pattern: '^(?=.*\\S)\\P{Cc}*$',
  description: 'text without control characters',
  examples: ['Ridges at dawn'],
});

const alt = {
  description: 'what is to be seen, for those who cannot see it, without control characters',
  examples: ['Blue ridges one behind the other, fading into an orange sky'],
};
export const Alt = Type.String({ ...alt, maxLength: 500, pattern: '^\\P{Cc}*$' });

export const Tags = Type.Array(
  Type.String({
    minLength: 1,
    maxLength: 40,
    pattern: '^(?=.*\\S)[^\\p{Cc},]*$',
    description: 'words without commas and control characters',
  }),
  { maxItems: 20, examples: [['landscape', 'dawn']] },
);

export const Visibility = Type.Enum(VISIBILITIES, {
  description: 'private: nobody but its owner is told of it',
});

/** What its owner says of a picture. */
export const ImageFields = Type.Object(
  { title: Title, alt: Alt, tags: Tags, visibility: Visibility },
  { additionalProperties: false },
);
export type ImageFields = Static<typeof ImageFields>;

/** The fields as they are sent as text: in a form, or in the query of a PUT. */
export const TextFields = {
  title: Type.Optional(
    Type.String({ description: 'By default the name of the file', examples: ['Ridges at dusk'] }),
  ),
  tags: Type.Optional(
    Type.String({ maxLength: 2_000, description: 'Separated by commas', examples: ['landscape, dawn'] }),
  ),
  alt: Type.Optional(Type.String({ ...alt, maxLength: 500 })),
  visibility: Type.Optional(Visibility),
};

/**
 * The fields by type, not yet validated. Without a title the picture is called as its file is; tags are separated by
 * commas; without a visibility it is public.
 */
export function parseFields(texts: Map<string, string>, fileName = ''): Record<string, unknown> {
  const { title, alt, tags, visibility, ...unknown } = Object.fromEntries(texts);
  return {
    ...unknown,
    title: title?.trim() || titleOf(fileName),
    alt: alt?.trim() ?? '',
    tags: normalizeTags((tags ?? '').split(',')),
    visibility: visibility ?? 'public',
  };
}

/** Tags as they are stored and asked for; each counts once, in any case. */
export function normalizeTags(tags: string[]): string[] {
  return [...new Set(tags.map(normalizeTag).filter(Boolean))];
}

export function normalizeTag(tag: string): string {
  return tag.trim().normalize('NFC').toLowerCase();
}

function titleOf(fileName: string): string {
  const name = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  // Cut between characters, not within one.
  const characters = [...name.replaceAll(/\p{Cc}/gu, ' ').trim()];
  return characters.slice(0, MAX_TITLE).join('') || 'Untitled';
}
