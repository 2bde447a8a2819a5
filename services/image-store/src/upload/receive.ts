import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { finished, PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import { Problem } from '@imagehub/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { drain } from './drain.js';

/** Most bytes of a picture. */
export const MAX_BYTES = 20_000_000;

export interface Received {
  /** Absolute path of the bytes. */
  path: string;
  /** As the client calls it; may be empty. */
  fileName: string;
  /** SHA-256 in hex. */
  hash: string;
}

export interface Form {
  file: Received;
  texts: Map<string, string>;
}

const LIMITS = {
  // One more than allowed, to be seen.
  fileSize: MAX_BYTES + 1,
  files: 1,
  fields: 4,
  parts: 5,
  fieldNameSize: 40,
  fieldSize: 4_000,
  headerPairs: 20,
};

class TooLarge extends Error {}

/**
 * Reads an upload form as it arrives: bytes go to a file, hashed on the way; parts may come in any order.
 *
 * @param key of that file in the folder; whoever calls removes it.
 * @throws Problem 4xx that names the part at fault, when what the client still sends is read or given up.
 */
export async function receiveForm(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
): Promise<Form> {
  if (!request.isMultipart()) {
    throw new Problem(415, 'The body must be multipart/form-data with a part "file".', {
      kind: 'invalid-request',
    });
  }
  const texts = new Map<string, string>();
  let file: Received | undefined;
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file') throw refuse(400, part.fieldname, 'is not a known field');
        file = await receive(app, part.file, key, part.filename);
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
    await giveUp(request, reply);
    throw explain(error, 'is not a complete form');
  }
}

/**
 * Reads a body that is the picture itself.
 *
 * @param key as for a form.
 * @throws Problem 4xx, as for a form.
 */
export async function receiveBytes(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
): Promise<Received> {
  try {
    if (Number(request.headers['content-length']) > MAX_BYTES) throw new TooLarge();
    return await receive(app, detached(request.raw), key, '');
  } catch (error) {
    await giveUp(request, reply);
    throw explain(error, 'is not complete');
  }
}

/** A body that may be given up without the connection, on which there is an answer to be sent. */
function detached(body: IncomingMessage): Readable {
  const copy = new PassThrough();
  finished(body, (error) => {
    if (error) copy.destroy(error);
  });
  return body.pipe(copy);
}

async function receive(
  app: FastifyInstance,
  source: Readable,
  key: string,
  fileName: string,
): Promise<Received> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return done(new TooLarge());
      hash.update(chunk);
      done(null, chunk);
    },
  });
  let failure: Error | undefined;
  // Ends the writing as well; the error that it began with is the one to tell.
  pipeline(source, measure, (error) => {
    failure = error ?? undefined;
  });
  await app.disk.putStream(key, measure).catch((error: unknown) => {
    throw isOfDisk(error) ? error : (failure ?? error);
  });
  return { path: app.blobs.path(key), fileName, hash: hash.digest('hex') };
}

async function giveUp(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!(await drain(request.raw))) reply.header('connection', 'close');
}

/** What an error says to the client: the parser calls its limits by codes, and what it cannot read by none. */
function explain(error: unknown, otherwise: string): unknown {
  if (error instanceof Problem || isOfDisk(error)) return error;
  if (error instanceof TooLarge) return refuse(413, 'file', `is larger than ${MAX_BYTES / 1e6} MB`);
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
      return refuse(400, '', otherwise, error);
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
