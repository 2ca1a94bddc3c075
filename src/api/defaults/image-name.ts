// Image references: k8s.io/kubernetes/pkg/util/parsers over distribution/reference.

const domain = '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const path = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const reference = new RegExp(`^((?:${domain}/)?${path}(?:/${path})*)(?::(\\w[\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}))?$`);

/** The tag, `latest` when neither tag nor digest is written; '' for a digest alone and for what is no image name. */
function imageTag(image: string): string {
  const match = /^[a-f0-9]{64}$/.test(image) ? null : reference.exec(image);
  if (match?.[1] === undefined || fullNameLength(match[1]) > maxNameLength) return '';
  const [, , tag, digest] = match;
  return tag ?? (digest === undefined ? 'latest' : '');
}

/** Of the name with the registry that upstream adds when none is written. */
function fullNameLength(name: string): number {
  const first = name.split('/', 1)[0] ?? '';
  if (first !== name && (/[.:A-Z]/.test(first) || first === 'localhost')) return name.length;
  return 'docker.io/'.length + (name.includes('/') ? 0 : 'library/'.length) + name.length;
}
const maxNameLength = 255;

/** The pull policy that upstream gives an image that names none. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent';
}
