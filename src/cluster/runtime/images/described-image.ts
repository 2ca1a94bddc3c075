// Images that users describe: how a container of one behaves, as data. The program `described` plays it.
import { busyboxFiles } from './base-files.ts';
import type { ImageDefinition } from './image.ts';
import { parseImageReference } from './reference.ts';

/** The content of a `*.podlab-image.yaml` file. Times are seconds after the start. */
export interface ImageDescription {
  /** `registry/name:tag`. */
  readonly image: string;
  /** A shell script that is the container's main process; the rest describes what happens without one. */
  readonly script?: string;
  readonly log?: readonly { readonly after?: number; readonly line: string; readonly every?: number }[];
  readonly memory?: readonly { readonly after: number; readonly bytes: number }[];
  readonly http?: { readonly port: number; readonly startsAfter?: number; readonly answers?: readonly { readonly path: string; readonly status?: number; readonly body?: string; readonly from?: number; readonly until?: number }[] };
  readonly exit?: { readonly after: number; readonly code: number };
  /** `exit` (the default): TERM ends it with 0. `ignore`: only KILL does. */
  readonly onTerm?: 'exit' | 'ignore';
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly number[];
  readonly sizeBytes?: number;
}

/** Where the description is inside a container. */
export const descriptionPath = '/etc/podlab/behaviour.json';

/** The catalogue entry for a description; undefined when its image name is malformed. */
export function imageFromDescription(description: ImageDescription): ImageDefinition | undefined {
  const reference = parseImageReference(description.image);
  if (reference?.tag === undefined) return undefined;
  return {
    repository: reference.repository,
    tags: [reference.tag],
    entrypoint: description.script === undefined ? ['/behaviour'] : ['sh', '/script.sh'],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...description.env },
    exposedPorts: description.ports ?? (description.http ? [description.http.port] : []),
    sizeBytes: description.sizeBytes ?? 10 * 1024 * 1024,
    ...(description.user !== undefined && { user: description.user }),
    files: () => ({ ...busyboxFiles(), '/behaviour': { program: 'described' }, '/script.sh': { content: description.script ?? '', mode: 0o755 }, [descriptionPath]: JSON.stringify(description) }),
  };
}
