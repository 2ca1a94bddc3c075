// What differs from kind to kind when objects are written: the strategies of pkg/registry/<group>/<kind>.
import type { KubeObject } from '../../../api/meta/object.ts';
import type { RequestContext } from '../request-context.ts';

export interface Strategy {
  /** `metadata.generation` counts changes of everything but metadata and status. */
  readonly hasGeneration: boolean;
  /** Status is written through its subresource only. */
  readonly hasStatus: boolean;
  readonly allowCreateOnUpdate: boolean;
  /** False: an update must name the resourceVersion. */
  readonly allowUnconditionalUpdate: boolean;
  /** DELETE answers with the object instead of a Status. */
  readonly returnsDeletedObject: boolean;
  /** What DELETE does to dependents when the request says nothing. */
  readonly defaultPropagation: 'Background' | 'Orphan';
  /** Changes a named, admitted object before it is prepared and judged by the rulebook. */
  prepareForCreate?(object: KubeObject, context: RequestContext): void;
  prepareForUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): void;
  /** Of the status subresource. */
  prepareForStatusUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): void;
  /** Seconds of grace for a deletion that asked for `requested`; undefined: the kind has no graceful deletion. */
  gracePeriodSeconds?(object: KubeObject, requested: number | undefined): number | undefined;
  /** Runs before a new object is judged, e.g. to allocate; may change it. */
  beginCreate?(object: KubeObject, context: RequestContext, isDryRun: boolean): void;
  /** Runs once a changed object was found to be valid. */
  beginUpdate?(object: KubeObject, old: KubeObject, context: RequestContext, isDryRun: boolean): void;
  /** The object as DELETE leaves it, for kinds that mark it in a way of their own; undefined: as others. */
  markDeleted?(old: KubeObject, context: RequestContext): KubeObject | undefined;
  afterDelete?(object: KubeObject, context: RequestContext): void;
}
