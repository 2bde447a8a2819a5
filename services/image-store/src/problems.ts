import { NO_PLAN, type ProblemExample, QUOTA_EXCEEDED } from '@imagehub/common';

/** The problems that routes of this service answer, as their OpenAPI document tells them. */

/** In front of the service, on routes that take of a plan. */
export const COUNTED: readonly ProblemExample[] = [QUOTA_EXCEEDED, NO_PLAN];

export const NO_PICTURE: ProblemExample = {
  status: 404,
  kind: 'no-picture',
  when: 'No picture has this id, or somebody else’s private one has: the answer is the same',
  detail: 'There is no such picture.',
};

export const NOT_OWNER: ProblemExample = {
  name: 'not-owner',
  status: 403,
  when: 'The picture is somebody else’s',
  detail: 'Only its owner can change or delete a picture.',
};

export const BUSY: ProblemExample = {
  status: 503,
  kind: 'busy',
  when: 'Too many pictures are being worked on',
  detail: 'Too many pictures are being worked on. Try again shortly.',
  headers: { 'Retry-After': '2' },
};

export const STORAGE_AWAY: ProblemExample = {
  status: 503,
  kind: 'storage-unavailable',
  when: 'The storage of pictures is away for a moment',
  detail: 'The storage of pictures cannot be reached right now. Try again shortly.',
  headers: { 'Retry-After': '2' },
};

const NO_FORM: ProblemExample = {
  status: 415,
  kind: 'invalid-request',
  when: 'The body is no form',
  detail: 'The body must be multipart/form-data with a part "file".',
};

const TOO_LARGE: ProblemExample = {
  status: 413,
  kind: 'invalid-request',
  when: 'The picture has more bytes than one may have, or the form more parts than it needs',
  detail: 'body.file is larger than 20 MB',
  members: { errors: [{ field: 'body.file', message: 'is larger than 20 MB' }] },
};

const NOT_A_PICTURE: ProblemExample = {
  status: 415,
  kind: 'picture-refused',
  when: 'The bytes are no picture of an accepted format, whatever name and media type say',
  detail: 'body.file is no picture in an accepted format: jpeg, png, webp, gif, tiff, avif',
  members: {
    errors: [
      {
        field: 'body.file',
        message: 'is no picture in an accepted format: jpeg, png, webp, gif, tiff, avif',
      },
    ],
  },
};

const DAMAGED: ProblemExample = {
  status: 422,
  kind: 'picture-refused',
  when: 'The picture is damaged, or has more pixels than one may have',
  detail: 'body.file is damaged or not complete: it cannot be decoded to its end',
  members: {
    errors: [{ field: 'body.file', message: 'is damaged or not complete: it cannot be decoded to its end' }],
  },
};

const DISK_FULL: ProblemExample = {
  status: 507,
  kind: 'storage-full',
  when: 'There is no room left',
  detail: 'The disk is full. Nothing was stored.',
};

/** Of uploads, however they come. */
export const UPLOADS: readonly ProblemExample[] = [
  ...COUNTED,
  TOO_LARGE,
  NOT_A_PICTURE,
  DAMAGED,
  BUSY,
  STORAGE_AWAY,
  DISK_FULL,
];

export const FORMS: readonly ProblemExample[] = [NO_FORM, ...UPLOADS];

export const ID_TAKEN: ProblemExample = {
  status: 409,
  kind: 'id-taken',
  when: 'The id has other bytes, or another owner',
  detail: 'There is another picture with this id. Make a new id for this one.',
};

export const DAMAGED_IN_TRANSIT: ProblemExample = {
  status: 422,
  kind: 'damaged-in-transit',
  when: 'What arrived is not what Content-Digest or Repr-Digest says',
  detail: 'headers.content-digest is not what arrived: send the picture again',
  members: {
    errors: [{ field: 'headers.content-digest', message: 'is not what arrived: send the picture again' }],
  },
};

export const NOTHING_THERE: ProblemExample = {
  status: 416,
  kind: 'range-not-satisfiable',
  when: 'The range begins behind the end',
  detail: 'The picture has 1734212 bytes; the range asked for begins behind them.',
  headers: { 'Content-Range': 'bytes */1734212' },
};

/** Of routes that answer a picture's bytes. */
export const PICTURES: readonly ProblemExample[] = [NO_PICTURE, BUSY, STORAGE_AWAY];
