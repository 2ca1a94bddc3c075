// Why the store refused: the reasons of k8s.io/apiserver's storage.StorageError. The API server turns them into Status answers.

export type StorageReason = 'KeyExists' | 'KeyNotFound' | 'Conflict' | 'Compacted' | 'FutureRevision' | 'Failed';

/** `revision` is the store's revision (FutureRevision) or the oldest one still served (Compacted). */
export class StorageError extends Error {
  readonly reason: StorageReason;
  readonly revision: number;

  constructor(reason: StorageReason, message: string, revision = 0) {
    super(message);
    this.name = 'StorageError';
    this.reason = reason;
    this.revision = revision;
  }
}

export function isStorageError(error: unknown, reason: StorageReason): error is StorageError {
  return error instanceof StorageError && error.reason === reason;
}
