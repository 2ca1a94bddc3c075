// Who may do what: the RBAC authorizer over the roles and bindings in the store (plugin/pkg/auth/authorizer/rbac).
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '../../../api/generated/rbac-v1.ts';
import type { Store } from '../../store/store.ts';
import { mastersGroup, type UserInfo } from '../user-info.ts';

/** What is to be done: to a resource, or to a path when `path` is there. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path?: string;
}

export interface Verdict {
  readonly isAllowed: boolean;
  /** Upstream's reason; '' for members of system:masters and for refusals. */
  readonly reason: string;
}

export function authorize(store: Store, user: UserInfo, access: Access): Verdict {
  if (user.groups.includes(mastersGroup)) return { isAllowed: true, reason: '' };
  for (const { rules, reason } of grantsOf(store, user, access.namespace)) {
    if (rules.some((rule) => allows(rule, access))) return { isAllowed: true, reason };
  }
  return { isAllowed: false, reason: '' };
}

interface Grant {
  readonly rules: readonly PolicyRule[];
  readonly reason: string;
}

/** Every rule that reaches the user, cluster-wide and in one namespace. */
export function grantsOf(store: Store, user: UserInfo, namespace: string): Grant[] {
  const grants: Grant[] = [];
  for (const binding of store.list('clusterrolebindings.rbac.authorization.k8s.io') as ClusterRoleBinding[]) {
    const subject = binding.subjects?.find((s) => isSubject(s, user, ''));
    if (subject !== undefined) grants.push({ rules: rulesOf(store, binding, ''), reason: `RBAC: allowed by ClusterRoleBinding ${JSON.stringify(binding.metadata.name)} of ClusterRole ${JSON.stringify(binding.roleRef.name)} to ${subjectText(subject)}` });
  }
  if (namespace === '') return grants;
  for (const binding of store.list('rolebindings.rbac.authorization.k8s.io', { prefix: `${namespace}/` }) as RoleBinding[]) {
    const subject = binding.subjects?.find((s) => isSubject(s, user, namespace));
    if (subject !== undefined) grants.push({ rules: rulesOf(store, binding, namespace), reason: `RBAC: allowed by RoleBinding ${JSON.stringify(`${binding.metadata.name}/${namespace}`)} of ${binding.roleRef.kind} ${JSON.stringify(binding.roleRef.name)} to ${subjectText(subject)}` });
  }
  return grants;
}

function subjectText({ kind, name, namespace }: Subject): string {
  return `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace ?? ''}` : name)}`;
}

function rulesOf(store: Store, { roleRef }: RoleBinding | ClusterRoleBinding, namespace: string): readonly PolicyRule[] {
  const role = roleRef.kind === 'ClusterRole'
    ? (store.get('clusterroles.rbac.authorization.k8s.io', roleRef.name) as ClusterRole | undefined)
    : (store.get('roles.rbac.authorization.k8s.io', `${namespace}/${roleRef.name}`) as Role | undefined);
  return role?.rules ?? [];
}

function isSubject({ kind, name, namespace }: Subject, user: UserInfo, bindingNamespace: string): boolean {
  switch (kind) {
    case 'User': return user.name === name;
    case 'Group': return user.groups.includes(name);
    case 'ServiceAccount': return user.name === `system:serviceaccount:${namespace ?? bindingNamespace}:${name}`;
    default: return false;
  }
}

function allows(rule: PolicyRule, { verb, group, resource, subresource, name, path }: Access): boolean {
  if (!includes(rule.verbs, verb)) return false;
  if (path !== undefined) return (rule.nonResourceURLs ?? []).some((url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))));
  const wanted = subresource === '' ? resource : `${resource}/${subresource}`;
  const resources = rule.resources ?? [];
  const isNamed = resources.includes('*') || resources.includes(wanted) || (subresource !== '' && resources.includes(`*/${subresource}`));
  return isNamed && includes(rule.apiGroups ?? [], group) && ((rule.resourceNames ?? []).length === 0 || rule.resourceNames?.includes(name) === true);
}

function includes(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}
