// Rules for paths inside volumes and for file modes: core validation's validateLocalDescendingPath and its kin.
import { type FieldError, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/');
}

/** Relative and never upwards. */
export function validateLocalDescendingPath(target: string, path: FieldPath): FieldError[] {
  const errors = validatePathNoBacksteps(target, path);
  return isAbsolutePath(target) ? [invalid(path, target, 'must be a relative path'), ...errors] : errors;
}

export function validatePathNoBacksteps(target: string, path: FieldPath): FieldError[] {
  return hasBacksteps(target) ? [invalid(path, target, "must not contain '..'")] : [];
}

export function hasBacksteps(target: string): boolean {
  return target.includes('..') && target.split('/').includes('..');
}

/** As a local descending path; names that start with `..` are kept for the kubelet's atomic writer. */
export function validateLocalNonReservedPath(target: string, path: FieldPath): FieldError[] {
  const errors = validateLocalDescendingPath(target, path);
  if (target.startsWith('..') && !target.startsWith('../')) errors.push(invalid(path, target, "must not start with '..'"));
  return errors;
}

export function validateFileMode(mode: number | undefined, path: FieldPath): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}
