// System call errors as C programs print them (glibc's strerror).

const texts = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EIO: 'Input/output error',
  EBUSY: 'Device or resource busy',
  EBADF: 'Bad file descriptor',
  EPIPE: 'Broken pipe',
  ELOOP: 'Too many levels of symbolic links',
  EINVAL: 'Invalid argument',
  ENAMETOOLONG: 'File name too long',
  ENOEXEC: 'Exec format error',
  EMFILE: 'Too many open files',
  EFBIG: 'File too large',
  EXDEV: 'Invalid cross-device link',
  ESRCH: 'No such process',
  EAGAIN: 'Resource temporarily unavailable',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EADDRINUSE: 'Address already in use',
  EHOSTUNREACH: 'No route to host',
  ETIMEDOUT: 'Connection timed out',
  ENOTCONN: 'Transport endpoint is not connected',
} as const;

export type ErrnoCode = keyof typeof texts;

/** A failed system call; `message` is what strerror says. */
export class Errno extends Error {
  readonly code: ErrnoCode;
  constructor(code: ErrnoCode) {
    super(texts[code]);
    this.name = 'Errno';
    this.code = code;
  }
}
