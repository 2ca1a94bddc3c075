// Lines of kubectl's own log on standard error. Upstream: k8s.io/klog.
import type { Session } from './session.ts';

/** The head of a klog line: `W0131 12:00:00.000000       1 kubectl.go:1]`. */
export function klogHead(session: Session, level: 'I' | 'W' | 'E' | 'F'): string {
  const iso = new Date(session.now()).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 kubectl.go:1]`;
}
