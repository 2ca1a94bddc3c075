// The annotation with which client-side apply remembers what it applied: k8s.io/kubectl's util/apply.go.
import type { KubeObject } from '../../api/meta/object.ts';
import { toCompactJson } from '../../api/field/go-text.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The text to remember: the object without the annotation itself, in one line. */
export function lastAppliedText(object: KubeObject): string {
  const annotations = Object.fromEntries(Object.entries(object.metadata.annotations ?? {}).filter(([key]) => key !== lastAppliedAnnotation));
  return `${toCompactJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

/** The object with the annotation. */
export function withLastApplied(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [lastAppliedAnnotation]: lastAppliedText(object) } } };
}

/** What was applied last time; undefined without the annotation. */
export function lastApplied(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[lastAppliedAnnotation];
}
