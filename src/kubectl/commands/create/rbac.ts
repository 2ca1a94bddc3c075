// kubectl create role, rolebinding, clusterrole, clusterrolebinding.
import type { Command, Invocation } from '../../command.ts';
import { KubectlError } from '../../errors.ts';
import type { FlagSpec } from '../../flags.ts';
import type { NewObject } from '../create-object.ts';
import { parseLabels } from '../expose.ts';
import { createCommand } from './shared.ts';

const ruleFlags: readonly FlagSpec[] = [{ name: 'verb', type: 'commaList' }, { name: 'resource', type: 'commaList' }, { name: 'resource-name', type: 'list' }];
const subjectFlags: readonly FlagSpec[] = [{ name: 'clusterrole', type: 'string' }, { name: 'group', type: 'list' }, { name: 'serviceaccount', type: 'list' }, { name: 'user', type: 'list' }];
const knownVerbs = ['get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'approve', 'sign', 'escalate', 'impersonate', 'post', 'put', 'head', '*'];

/** One rule for each API group that the resources belong to. */
async function rules({ flags, session }: Invocation, allowsUrls: boolean): Promise<unknown[]> {
  const all = [...new Set(flags.list('verb').map((verb) => verb.trim()))];
  const verbs = all.includes('*') ? ['*'] : all;
  if (verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  for (const verb of verbs) if (!knownVerbs.includes(verb)) session.io.stderr(`Warning: '${verb}' is not a standard resource verb\n`);
  const urls = allowsUrls ? flags.list('non-resource-url') : [];
  const resources = flags.list('resource');
  if (resources.length === 0 && urls.length === 0) throw new KubectlError(allowsUrls ? 'one of resource or nonResourceURL must be specified' : 'at least one resource must be specified');
  const groups = new Map<string, string[]>();
  const discovery = await session.discovery();
  for (const word of resources) {
    const slash = word.indexOf('/');
    const [type, sub] = slash < 0 ? [word, ''] : [word.slice(0, slash), word.slice(slash)];
    const [group, name] = type === '*' ? ['*', '*'] : [discovery.resourceFor(type).group, discovery.resourceFor(type).resource];
    groups.set(group, [...(groups.get(group) ?? []), `${name}${sub}`]);
  }
  const resourceNames = flags.list('resource-name');
  const made: unknown[] = [...groups].map(([group, names]) => ({ apiGroups: [group], ...(resourceNames.length > 0 && { resourceNames }), resources: names, verbs }));
  return urls.length > 0 ? [...made, { nonResourceURLs: urls, verbs }] : made;
}

async function role(invocation: Invocation, name: string): Promise<NewObject> {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name }, rules: await rules(invocation, false) };
}

async function clusterRole(invocation: Invocation, name: string): Promise<NewObject> {
  const aggregation = invocation.flags.string('aggregation-rule');
  if (aggregation !== '') {
    return { aggregationRule: { clusterRoleSelectors: [{ matchLabels: parseLabels(aggregation) }] }, apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: null };
  }
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: await rules(invocation, true) };
}

function binding(kind: 'RoleBinding' | 'ClusterRoleBinding') {
  return ({ flags }: Invocation, name: string): NewObject => {
    const [clusterRoleName, roleName] = [flags.string('clusterrole'), flags.string('role')];
    if (kind === 'RoleBinding' && (clusterRoleName === '') === (roleName === '')) throw new KubectlError('exactly one of clusterrole or role must be specified');
    const apiGroup = 'rbac.authorization.k8s.io';
    const subjects = [
      ...flags.list('user').map((user) => ({ apiGroup, kind: 'User', name: user })),
      ...flags.list('group').map((group) => ({ apiGroup, kind: 'Group', name: group })),
      ...flags.list('serviceaccount').map((text) => {
        const [namespace, account, ...rest] = text.split(':');
        if (!namespace || !account || rest.length > 0) throw new KubectlError('serviceaccount must be <namespace>:<name>');
        return { kind: 'ServiceAccount', name: account, namespace };
      }),
    ];
    return {
      apiVersion: `${apiGroup}/v1`, kind, metadata: { name },
      roleRef: { apiGroup, kind: roleName === '' ? 'ClusterRole' : 'Role', name: roleName === '' ? clusterRoleName : roleName },
      ...(subjects.length > 0 && { subjects }),
    };
  };
}

export const rbacCommands: readonly Command[] = [
  createCommand({ name: 'role', use: 'create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]', short: 'Create a role with single rule', flags: ruleFlags, make: role }),
  createCommand({ name: 'clusterrole', use: 'create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]', short: 'Create a cluster role', flags: [...ruleFlags, { name: 'aggregation-rule', type: 'string' }, { name: 'non-resource-url', type: 'commaList' }], make: clusterRole }),
  createCommand({ name: 'rolebinding', use: 'create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]', short: 'Create a role binding for a particular role or cluster role', flags: [...subjectFlags, { name: 'role', type: 'string' }], failure: 'failed to create rolebinding', make: binding('RoleBinding') }),
  createCommand({ name: 'clusterrolebinding', use: 'create clusterrolebinding NAME --clusterrole=NAME [--user=user] [--group=group] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]', short: 'Create a cluster role binding for a particular cluster role', flags: subjectFlags, requiredFlags: ['clusterrole'], failure: 'failed to create clusterrolebinding', make: binding('ClusterRoleBinding') }),
];
