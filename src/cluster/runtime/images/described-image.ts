// Images that users describe: how a container of one behaves, as data. The program `described` plays it.
import { busyboxFiles } from './base-files.ts';
import type { ImageDescription } from '../../../api/podlab/podlab-image.ts';
import type { ImageDefinition } from './image.ts';
import { parseImageReference } from './reference.ts';

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
