// Text that only its patient's data key opens. In: a key, whose text it is and from which column, the text. Out: bytes,
// and back. Rule owned: AES-256-GCM with practice, patient, column and revision bound, so that a value copied to another
// row opens nothing. Compressed first, because what is sealed does not compress.
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { JourneyError } from '@implant-journey/core';

/** Where a sealed value belongs. */
export interface Place {
  readonly practiceId: string;
  readonly patientId: string;
  readonly column: 'document' | 'facts' | 'audit' | 'directory' | 'history';
  /** The revision of the journey that wrote it; 0 where there is none. */
  readonly revision: number;
}

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + ivBytes + tagBytes;

export function seal(dataKey: KeyObject, place: Place, text: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(boundTo(place));
  // Level 1: documents repeat themselves so much that more effort gains little.
  const sealed = Buffer.concat([cipher.update(deflateRawSync(text, { level: 1 })), cipher.final()]);
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), sealed]);
}

/** @throws {JourneyError} `store/unreadable` when it was altered, moved, or sealed under another key. */
export function open(dataKey: KeyObject, place: Place, sealed: Uint8Array): string {
  try {
    if (sealed[0] !== version) throw new Error('unknown version of sealed data');
    const decipher = createDecipheriv('aes-256-gcm', dataKey, sealed.subarray(1, 1 + ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(boundTo(place)).setAuthTag(sealed.subarray(1 + ivBytes, headBytes));
    const packed = Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]);
    return inflateRawSync(packed).toString('utf8');
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

export function unreadable({ practiceId, patientId, column }: Omit<Place, 'revision'>, cause?: unknown): JourneyError {
  return new JourneyError('store/unreadable', 'stored data cannot be opened: altered, moved, or its key is missing', {
    subject: { practiceId, patientId, column },
    cause,
  });
}

function boundTo({ practiceId, patientId, column, revision }: Place): Buffer {
  return Buffer.from(JSON.stringify([practiceId, patientId, column, revision]));
}
