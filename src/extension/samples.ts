// The manifests that come with Podlab.

export interface Sample {
  /** Its name in `samples/`. */
  readonly file: string;
  readonly title: string;
  /** What it shows. */
  readonly watch: string;
}

export const firstSample: Sample = { file: '01-hello-pod.yaml', title: 'Hello Pod', watch: 'One container that serves a page: from Pending to Running' };

export const samples: readonly Sample[] = [
  firstSample,
  { file: '02-hello-web.yaml', title: 'Hello web', watch: 'Labels, a port and a web server whose log shows requests' },
  { file: '03-shared-volume.yaml', title: 'Two containers, one volume', watch: 'A syncer writes the page that a web server serves' },
  { file: '04-init-container.yaml', title: 'Init container', watch: 'Work that must end before the main container starts' },
  { file: '05-crash-loop.yaml', title: 'Crash loop', watch: 'Restarts, back-off and previous logs' },
  { file: '06-unschedulable.yaml', title: 'Unschedulable Pod', watch: 'A Pod that stays Pending, and why' },
  { file: '07-config-and-secret.yaml', title: 'ConfigMap and Secret', watch: 'Configuration as environment and as files' },
  { file: '08-deployment.yaml', title: 'Deployment', watch: 'Three replicas; delete one and see it replaced' },
];
