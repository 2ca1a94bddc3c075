// Jobs mark their Pods: pkg/registry/batch/job's generated labels and selector.
import type { Job } from '../generated/batch-v1.ts';

/** Labels the template and selects by uid, unless the user selects. Labels that the user wrote stay and are refused by validation. */
export function prepareJob(job: Job): void {
  if (job.spec.manualSelector === true) return;
  const uid = job.metadata.uid;
  const name = job.metadata.name;
  const metadata = (job.spec.template.metadata ??= {});
  const labels = (metadata.labels ??= {});
  labels['controller-uid'] ??= uid;
  labels['job-name'] ??= name;
  labels['batch.kubernetes.io/controller-uid'] ??= uid;
  labels['batch.kubernetes.io/job-name'] ??= name;
  const selector = (job.spec.selector ??= {});
  selector.matchLabels = { ...selector.matchLabels };
  selector.matchLabels['batch.kubernetes.io/controller-uid'] ??= uid;
}
