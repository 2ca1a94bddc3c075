// The rows of the rbac group in the validation registry, with its rules: rbac validation's ValidateRole, ValidateRoleBinding and ValidateRBACName.
import { isEqual } from '../../meta/equality.ts';
import { clusterMeta, metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { type FieldError, invalid, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '../../generated/rbac-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { isPathSegmentName, nameIsDNSSubdomain, pathSegmentName } from '../../meta/validation/names.ts';

const group = 'rbac.authorization.k8s.io';

function validateRules(rules: readonly PolicyRule[], isNamespaced: boolean): FieldError[] {
  return rules.flatMap((rule, i) => validateRule(rule, isNamespaced, FieldPath.of('rules').index(i)));
}

function validateRule({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule, isNamespaced: boolean, path: FieldPath): FieldError[] {
  const errors = verbs.length === 0 ? [required(path.child('verbs'), 'verbs must contain at least one value')] : [];
  if (nonResourceURLs.length > 0) {
    const at = path.child('nonResourceURLs');
    if (isNamespaced) errors.push(invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length + resources.length + resourceNames.length > 0) errors.push(invalid(at, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    return errors;
  }
  if (apiGroups.length === 0) errors.push(required(path.child('apiGroups'), 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(required(path.child('resources'), 'resource rules must supply at least one resource'));
  return errors;
}

function validateAggregation({ aggregationRule }: ClusterRole): FieldError[] {
  if (aggregationRule === undefined) return [];
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors');
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) return [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  return selectors.flatMap((selector, i) => validateLabelSelector(selector, {}, path.index(i)));
}

function validateRoleRef({ apiGroup, kind, name }: RoleRef, kinds: readonly string[]): FieldError[] {
  const path = FieldPath.of('roleRef');
  const errors = apiGroup === group ? [] : [notSupported(path.child('apiGroup'), apiGroup, [group])];
  if (!kinds.includes(kind)) errors.push(notSupported(path.child('kind'), kind, kinds));
  return [...errors, ...(name === '' ? [required(path.child('name'), '')] : isPathSegmentName(name).map((text) => invalid(path.child('name'), name, text)))];
}

function validateSubject({ kind, apiGroup = '', name, namespace = '' }: Subject, isNamespaced: boolean, path: FieldPath): FieldError[] {
  const errors = name === '' ? [required(path.child('name'), '')] : [];
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') errors.push(...nameIsDNSSubdomain(name, false).map((text) => invalid(path.child('name'), name, text)));
      if (apiGroup !== '') errors.push(notSupported(path.child('apiGroup'), apiGroup, ['']));
      if (!isNamespaced && namespace === '') errors.push(required(path.child('namespace'), ''));
      return errors;
    case 'User':
    case 'Group':
      return apiGroup === group ? errors : [...errors, notSupported(path.child('apiGroup'), apiGroup, [group])];
    default:
      return [...errors, notSupported(path.child('kind'), kind, ['ServiceAccount', 'User', 'Group'])];
  }
}

function validateBinding({ roleRef, subjects = [] }: RoleBinding | ClusterRoleBinding, isNamespaced: boolean): FieldError[] {
  return [...validateRoleRef(roleRef, isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']), ...subjects.flatMap((subject, i) => validateSubject(subject, isNamespaced, FieldPath.of('subjects').index(i)))];
}
function validateSameRole({ roleRef }: RoleBinding | ClusterRoleBinding, old: RoleBinding | ClusterRoleBinding): FieldError[] {
  return isEqual(roleRef, old.roleRef) ? [] : [invalid(FieldPath.of('roleRef'), { APIGroup: roleRef.apiGroup, Kind: roleRef.kind, Name: roleRef.name }, 'cannot change roleRef')];
}

const validateRole = (role: Role): FieldError[] => [...namespacedMeta(role, pathSegmentName), ...validateRules(role.rules, true)];
const validateClusterRole = (role: ClusterRole): FieldError[] => [...clusterMeta(role, pathSegmentName), ...validateRules(role.rules, false), ...validateAggregation(role)];
const validateRoleBinding = (binding: RoleBinding): FieldError[] => [...namespacedMeta(binding, pathSegmentName), ...validateBinding(binding, true)];
const validateClusterRoleBinding = (binding: ClusterRoleBinding): FieldError[] => [...clusterMeta(binding, pathSegmentName), ...validateBinding(binding, false)];

export const rbacRules = [
  kindRules<Role>('rbac/v1.Role', { validateCreate: validateRole, validateUpdate: (role, old) => [...validateRole(role), ...metaUpdate(role, old)] }),
  kindRules<ClusterRole>('rbac/v1.ClusterRole', { validateCreate: validateClusterRole, validateUpdate: (role, old) => [...validateClusterRole(role), ...metaUpdate(role, old)] }),
  kindRules<RoleBinding>('rbac/v1.RoleBinding', { validateCreate: validateRoleBinding, validateUpdate: (binding, old) => [...validateRoleBinding(binding), ...metaUpdate(binding, old), ...validateSameRole(binding, old)] }),
  kindRules<ClusterRoleBinding>('rbac/v1.ClusterRoleBinding', { validateCreate: validateClusterRoleBinding, validateUpdate: (binding, old) => [...validateClusterRoleBinding(binding), ...metaUpdate(binding, old), ...validateSameRole(binding, old)] }),
];
