// crond in a container runs what its crontab says at the minutes that it says, in the cluster's time.
import { afterEach, expect, test } from 'vitest';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../../support/cluster-fakes/virtual-kubectl.ts';

let virtual: VirtualCluster;
afterEach(() => { virtual.dispose(); });

const pod = `apiVersion: v1
kind: Pod
metadata: { name: cron }
spec:
  containers:
    - name: main
      image: busybox
      command:
        - sh
        - -c
        - |
          mkdir -p /var/spool/cron/crontabs
          crontab - <<'EOF'
          # m h dom mon dow command
          */2 * * * * echo even >> /tmp/even
          13 12 * * 4 echo thursday >> /tmp/thursday
          13 12 * * 5-7 echo weekend >> /tmp/weekend
          13 12 2 * thu echo either >> /tmp/either
          61 * * * * echo never >> /tmp/never
          EOF
          exec crond -f
`;

test('each job at its minutes, days of the month or of the week, and no malformed one', async () => {
  virtual = await startVirtualCluster({});
  const kubectl = kubectlOf(virtual, { 'pod.yaml': pod });
  await kubectl('apply -f pod.yaml');
  await virtual.until(async () => (await virtual.pod('cron'))?.status.phase === 'Running');
  // From noon of the first of January 2026, a Thursday.
  await virtual.pass(15 * 60);
  const files = (await kubectl(['exec', 'cron', '--', 'sh', '-c', 'cd /tmp; grep -c . *'])).out;
  expect(files).toBe('either:1\neven:7\nthursday:1\n');
}, 30_000);
