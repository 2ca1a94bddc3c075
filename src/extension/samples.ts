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
  { file: '09-sidecar.yaml', title: 'Sidecar', watch: 'A log shipper that starts before its Pod’s web server and ends after it' },
  { file: '10-adapter.yaml', title: 'Adapter', watch: 'A helper that makes numbers readable for a monitoring system' },
  { file: '11-ambassador.yaml', title: 'Ambassador', watch: 'A helper on localhost that hands requests on to a Service' },
  { file: '12-probes.yaml', title: 'Probes', watch: 'Readiness and liveness, and how to break them' },
  { file: '13-resources.yaml', title: 'Resources', watch: 'A memory limit, and what OOMKilled looks like' },
  { file: '14-job.yaml', title: 'Job', watch: 'Six pieces of work, two at a time, one of which fails at first' },
];
