// The ids of all advice: each has a heading in docs/lints.md.
import { duplicateObjectId } from './duplicate-objects.ts';
import { danglingKeyId, danglingNameId, lints, selectorMismatchId } from './lints.ts';
import { podSecurityId } from './pod-security.ts';

export const lintIds: ReadonlySet<string> = new Set([...lints.map(({ id }) => id), danglingNameId, danglingKeyId, selectorMismatchId, duplicateObjectId, podSecurityId]);
