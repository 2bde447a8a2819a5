import { createHash } from 'node:crypto';
import { pipeline, Transform } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import { Problem } from '@imagehub/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { incomingKey } from '../storage/keys.js';
import { drain } from './drain.js';

/** Most bytes of a picture. */
export const MAX_BYTES = 20_000_000;

export interface Received {
  /** Where the bytes wait; whoever called removes them. */
  key: string;
  fileName: string;
  /** SHA-256 in hex. */
  hash: string;
  bytes: number;
}

export interface Form {
  file: Received;
  texts: Map<string, string>;
}

const LIMITS = {
  fileSize: MAX_BYTES,
  files: 1,
  fields: 4,
  parts: 5,
  fieldNameSize: 40,
  fieldSize: 4_000,
  headerPairs: 20,
};

/**
 * Reads an upload form as it arrives: bytes go to `incoming/`, hashed on the way; parts may come in any order.
 *
 * @throws Problem 4xx that names the part at fault; the bytes are removed again, as after a client's abort.
 */
export async function receiveForm(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Form> {
  if (!request.isMultipart()) {
    throw new Problem(415, 'The body must be multipart/form-data with a part "file".', {
      kind: 'invalid-request',
    });
  }
  const key = incomingKey();
  const texts = new Map<string, string>();
  let file: Received | undefined;
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file') throw refuse(400, part.fieldname, 'is not a known field');
        file = await receiveFile(app, key, part);
      } else {
        if (part.fieldname === 'file') throw refuse(400, 'file', 'must be a file, with a file name');
        if (texts.has(part.fieldname)) throw refuse(400, part.fieldname, 'is given twice');
        if (part.valueTruncated) throw refuse(400, part.fieldname, 'is too long');
        // The parser decodes parts that say they are JSON.
        if (typeof part.value !== 'string') throw refuse(400, part.fieldname, 'must be text');
        texts.set(part.fieldname, part.value);
      }
    }
    if (!file) throw refuse(400, 'file', 'is required');
    return { file, texts };
  } catch (error) {
    const [drained] = await Promise.all([drain(request.raw), app.disk.delete(key)]);
    if (!drained) reply.header('connection', 'close');
    throw explain(error);
  }
}

async function receiveFile(app: FastifyInstance, key: string, part: MultipartFile): Promise<Received> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  // An abort reaches the disk through the streams; there is nothing to do here.
  pipeline(part.file, measure, () => {});
  part.file.once('limit', () => measure.destroy(new Error('too large')));
  await app.disk.putStream(key, measure).catch((error: unknown) => {
    if (!part.file.truncated) throw error;
  });
  if (part.file.truncated) throw refuse(413, 'file', `is larger than ${MAX_BYTES / 1e6} MB`);
  return { key, fileName: part.filename, hash: hash.digest('hex'), bytes };
}

/** What an error says to the client: the parser calls its limits by codes, and what it cannot read by none. */
function explain(error: unknown): unknown {
  if (error instanceof Problem || isOfDisk(error)) return error;
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case 'FST_FILES_LIMIT':
      return refuse(413, 'file', 'may be given once only', error);
    case 'FST_FIELDS_LIMIT':
    case 'FST_PARTS_LIMIT':
      return refuse(413, '', 'has too many parts: file, title, alt, tags and visibility are all', error);
    case 'FST_PROTO_VIOLATION':
    case 'FST_INVALID_JSON_FIELD_ERROR':
      return refuse(400, '', `is refused: ${message}`, error);
    default:
      return refuse(400, '', 'is not a complete form', error);
  }
}

/** Errors of system calls stand behind those that flydrive throws. */
function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || isOfDisk(error.cause);
}

function refuse(status: number, part: string, message: string, cause?: unknown): Problem {
  const field = part ? `body.${part.slice(0, 40)}` : 'body';
  return new Problem(status, `${field} ${message}`, {
    kind: 'invalid-request',
    errors: [{ field, message }],
    cause,
  });
}
