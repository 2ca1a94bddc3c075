// The kubeconfig that leads kubectl to the endpoint.

/** JSON is YAML, and needs no printer here. */
export function kubeconfigText(options: { server: string; ca: string; token: string }): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'podlab',
    clusters: [{ name: 'podlab', cluster: { server: options.server, 'certificate-authority-data': Buffer.from(options.ca).toString('base64') } }],
    users: [{ name: 'podlab-admin', user: { token: options.token } }],
    contexts: [{ name: 'podlab', context: { cluster: 'podlab', user: 'podlab-admin', namespace: 'default' } }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
