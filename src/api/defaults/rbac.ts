// Defaults of RBAC kinds: pkg/apis/rbac/v1/defaults.go.
import type { RoleRef, Subject } from '../generated/rbac-v1.ts';
import { defaulter } from './register.ts';

const group = 'rbac.authorization.k8s.io';

export const rbacDefaults = [
  defaulter<RoleRef>('rbac/v1.RoleRef', (ref) => { if ((ref.apiGroup ?? '') === '') ref.apiGroup = group; }),
  defaulter<Subject>('rbac/v1.Subject', (subject) => { if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ??= group; }),
];
