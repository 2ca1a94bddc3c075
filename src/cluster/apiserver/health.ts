// Health endpoints: /healthz, /livez, /readyz with their single checks and the verbose form (apiserver's healthz).
const liveChecks: readonly string[] = [
  'ping', 'log', 'etcd', 'poststarthook/start-apiserver-admission-initializer', 'poststarthook/generic-apiserver-start-informers', 'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes', 'poststarthook/start-system-namespaces-controller', 'poststarthook/bootstrap-controller', 'poststarthook/start-legacy-token-tracking-controller',
];
const readyChecks: readonly string[] = ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...liveChecks.slice(3), 'shutdown'];
const checks: Readonly<Record<string, readonly string[]>> = { healthz: liveChecks, livez: liveChecks, readyz: readyChecks };

/** The text of a health path; undefined when there is no such check. */
export function healthText(path: string, isVerbose: boolean): string | undefined {
  const [, endpoint = '', ...rest] = path.split('/');
  const all = Object.hasOwn(checks, endpoint) ? checks[endpoint] : undefined;
  if (all === undefined) return undefined;
  const check = rest.join('/');
  if (rest.length > 0) return all.includes(check) ? 'ok' : undefined;
  return isVerbose ? `${all.map((c) => `[+]${c} ok\n`).join('')}${endpoint} check passed\n` : 'ok';
}
