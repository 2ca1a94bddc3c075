// The images that registries offer out of the box, as data.
import { alpineFiles, busyboxFiles, debianFiles, leanBusyboxFiles } from './base-files.ts';
import type { ImageDefinition, ImageFile } from './image.ts';
import { nginxFiles, httpdFiles, k8sbookFiles } from './web-files.ts';

const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MiB = 1024 * 1024;

function withFiles(base: Readonly<Record<string, ImageFile>>, more: Readonly<Record<string, ImageFile>>): Readonly<Record<string, ImageFile>> {
  return { ...base, ...more };
}

const busybox: Omit<ImageDefinition, 'repository' | 'tags'> = { cmd: ['sh'], env: { PATH: standardPath }, sizeBytes: 2_223_685, residentBytes: 400 * 1024, files: busyboxFiles };
const logShipper: Omit<ImageDefinition, 'repository' | 'tags'> = {
  cmd: ['/usr/bin/log-shipper'], env: { PATH: standardPath }, sizeBytes: 18 * MiB, residentBytes: 24 * MiB, files: () => withFiles(alpineFiles(), { '/usr/bin/log-shipper': { program: 'log-shipper' }, '/usr/bin/fluentd': { program: 'log-shipper' }, '/fluent-bit/bin/fluent-bit': { program: 'log-shipper' } }),
};
/** Debian's build, as `busybox:1.36` was when Kubernetes' answers were recorded: unlike the official image it has no pgrep and pkill. */
const debianBusybox: typeof busybox = { ...busybox, files: leanBusyboxFiles };
const webserver: Omit<ImageDefinition, 'repository' | 'tags'> = { entrypoint: ['/webserver'], env: { PATH: standardPath }, exposedPorts: [8080], sizeBytes: 9 * MiB, residentBytes: 6 * MiB, files: () => withFiles(leanBusyboxFiles(), { '/webserver': { program: 'webserver' } }) };
/** The registry that Podlab simulates for lessons about private images. */
const lessonRegistry = 'registry.podlab.test:5000';
const lessonCredentials = { username: 'user', password: 'secret' };

export const catalogue: readonly ImageDefinition[] = [
  { repository: 'docker.io/library/busybox', tags: ['latest', '1', '1.36.1', '1.37', '1.37.0', '1.35', '1.28', '1.28.4', 'stable', 'glibc', 'musl', 'uclibc'], ...busybox },
  { repository: 'docker.io/library/busybox', tags: ['1.36'], ...debianBusybox },
  ...['library', 'pub'].flatMap((folder): ImageDefinition[] => [
    { repository: `${lessonRegistry}/${folder}/busybox`, tags: ['latest', '1.36'], ...debianBusybox },
    { repository: `${lessonRegistry}/${folder}/webserver`, tags: ['1'], ...webserver },
  ]),
  { repository: `${lessonRegistry}/private/busybox`, tags: ['latest', '1.36'], ...debianBusybox, credentials: lessonCredentials },
  { repository: `${lessonRegistry}/private/webserver`, tags: ['1'], ...webserver, credentials: lessonCredentials },
  { repository: 'docker.io/library/alpine', tags: ['latest', '3', '3.18', '3.19', '3.20', '3.21', '3.22', '3.22.1'], cmd: ['/bin/sh'], env: { PATH: standardPath }, sizeBytes: 3_806_880, residentBytes: 400 * 1024, files: alpineFiles },
  { repository: 'docker.io/library/debian', tags: ['latest', '12', 'bookworm', 'bookworm-slim', 'stable-slim'], cmd: ['bash'], env: { PATH: standardPath }, sizeBytes: 48 * MiB, residentBytes: 3 * MiB, files: debianFiles },
  { repository: 'docker.io/library/ubuntu', tags: ['latest', '22.04', '24.04', 'jammy', 'noble'], cmd: ['/bin/bash'], env: { PATH: standardPath }, sizeBytes: 29 * MiB, residentBytes: 3 * MiB, files: debianFiles },
  { repository: 'docker.io/library/bash', tags: ['latest', '5', '5.2'], entrypoint: ['docker-entrypoint.sh'], cmd: ['bash'], env: { PATH: standardPath }, sizeBytes: 6 * MiB, residentBytes: 2 * MiB, files: () => withFiles(alpineFiles(), { '/usr/local/bin/bash': { program: 'bash' }, '/bin/bash': { program: 'bash' }, '/usr/local/bin/docker-entrypoint.sh': { content: '#!/bin/sh\nset -e\nif [ "${1#-}" != "$1" ]; then set -- bash "$@"; fi\nexec "$@"\n', mode: 0o755 } }) },
  {
    repository: 'docker.io/library/nginx', tags: ['latest', '1', '1.14', '1.14.2', '1.16', '1.16.1', '1.19', '1.20', '1.21', '1.21.6', '1.22', '1.23', '1.25', '1.27', '1.29', 'stable', 'mainline'],
    entrypoint: ['/docker-entrypoint.sh'], cmd: ['nginx', '-g', 'daemon off;'], env: { PATH: standardPath, NGINX_VERSION: '1.29.1', PKG_RELEASE: '1~bookworm' }, exposedPorts: [80], stopSignal: 'SIGQUIT',
    sizeBytes: 72 * MiB, residentBytes: 7 * MiB, files: () => withFiles(debianFiles(), nginxFiles()),
  },
  {
    repository: 'docker.io/library/nginx', tags: ['alpine', '1-alpine', '1.21-alpine', '1.25-alpine', '1.27-alpine', 'stable-alpine', 'mainline-alpine'],
    entrypoint: ['/docker-entrypoint.sh'], cmd: ['nginx', '-g', 'daemon off;'], env: { PATH: standardPath, NGINX_VERSION: '1.29.1', PKG_RELEASE: '1' }, exposedPorts: [80], stopSignal: 'SIGQUIT',
    sizeBytes: 21 * MiB, residentBytes: 7 * MiB, files: () => withFiles(alpineFiles(), { ...nginxFiles(), '/usr/bin/curl': { program: 'curl' } }),
  },
  {
    repository: 'docker.io/library/httpd', tags: ['latest', '2', '2.4', '2.4.65'], cmd: ['httpd-foreground'], env: { PATH: `/usr/local/apache2/bin:${standardPath}`, HTTPD_PREFIX: '/usr/local/apache2', HTTPD_VERSION: '2.4.65' },
    workingDir: '/usr/local/apache2', exposedPorts: [80], stopSignal: 'SIGWINCH', sizeBytes: 45 * MiB, residentBytes: 9 * MiB, files: () => withFiles(debianFiles(), httpdFiles()),
  },
  {
    repository: 'docker.io/nigelpoulton/k8sbook', tags: ['latest', '1.0', 'edge'], entrypoint: ['node', './app.js'], env: { PATH: standardPath, NODE_VERSION: '22.9.0' }, workingDir: '/src', exposedPorts: [8080],
    sizeBytes: 27 * MiB, residentBytes: 38 * MiB, files: () => withFiles(alpineFiles(), k8sbookFiles()),
  },
  {
    repository: 'docker.io/library/node', tags: ['latest', '20', '22', '24', 'alpine', '22-alpine', '20-alpine'], entrypoint: ['docker-entrypoint.sh'], cmd: ['node'], env: { PATH: standardPath, NODE_VERSION: '22.9.0' }, sizeBytes: 54 * MiB, residentBytes: 38 * MiB,
    files: () => withFiles(alpineFiles(), { '/usr/local/bin/node': { program: 'node' }, '/usr/local/bin/docker-entrypoint.sh': { content: '#!/bin/sh\nset -e\nexec "$@"\n', mode: 0o755 } }),
  },
  {
    repository: 'docker.io/library/redis', tags: ['latest', '5', '5.0.4', '6', '6.2', '7', '7.2', '7.4', '8', 'alpine', '7-alpine'], entrypoint: ['docker-entrypoint.sh'], cmd: ['redis-server'], env: { PATH: standardPath, REDIS_VERSION: '8.2.1' },
    workingDir: '/data', exposedPorts: [6379], volumes: ['/data'], sizeBytes: 51 * MiB, residentBytes: 9 * MiB,
    files: () => withFiles(debianFiles(), { '/usr/local/bin/redis-server': { program: 'redis-server' }, '/usr/local/bin/redis-cli': { program: 'redis-cli' }, '/data': { directory: true, uid: 999, gid: 999 }, '/usr/local/bin/docker-entrypoint.sh': { content: '#!/bin/sh\nset -e\nexec "$@"\n', mode: 0o755 } }),
  },
  { repository: 'docker.io/curlimages/curl', tags: ['latest', '8.11.0', '8.15.0', '7.78.0'], entrypoint: ['/entrypoint.sh'], cmd: ['curl'], env: { PATH: standardPath }, user: '100', workingDir: '/home/curl_user', sizeBytes: 9 * MiB, residentBytes: MiB, files: () => withFiles(alpineFiles(), { '/usr/bin/curl': { program: 'curl' }, '/home/curl_user': { directory: true, uid: 100, gid: 101 }, '/entrypoint.sh': { content: '#!/bin/sh\nif [ "${1#-}" != "$1" ] || ! command -v "$1" >/dev/null 2>&1; then set -- curl "$@"; fi\nexec "$@"\n', mode: 0o755 } }) },
  { repository: 'docker.io/radial/busyboxplus', tags: ['latest', 'curl'], ...busybox, files: () => withFiles(busyboxFiles(), { '/usr/bin/curl': { program: 'curl' } }) },
  { repository: 'docker.io/appropriate/curl', tags: ['latest'], entrypoint: ['curl'], env: { PATH: standardPath }, sizeBytes: 3 * MiB, files: () => withFiles(alpineFiles(), { '/usr/bin/curl': { program: 'curl' } }) },
  { repository: 'docker.io/library/webserver', tags: ['1', 'latest'], ...webserver },
  { repository: 'docker.io/library/webserver', tags: ['nonroot'], ...webserver, cmd: ['-port=8081'], env: { PATH: standardPath, FROM_IMAGE: 'yes' }, user: '65534', workingDir: '/tmp' },
  { repository: 'docker.io/library/webserver', tags: ['nameduser'], ...webserver, user: 'nobody' },
  { repository: 'registry.k8s.io/pause', tags: ['3.6', '3.9', '3.10', '3.10.1', 'latest'], entrypoint: ['/pause'], env: { PATH: standardPath }, user: '65535:65535', sizeBytes: 320_000, residentBytes: 40 * 1024, files: () => ({ '/pause': { program: 'pause' } }) },
  { repository: 'registry.k8s.io/e2e-test-images/agnhost', tags: ['2.39', '2.40', '2.53', 'latest'], entrypoint: ['/agnhost'], cmd: ['pause'], env: { PATH: standardPath }, sizeBytes: 50 * MiB, residentBytes: 6 * MiB, files: () => withFiles(alpineFiles(), { '/agnhost': { program: 'pause' } }) },
  { repository: 'docker.io/nvidia/cuda', tags: ['latest', '11.0-base', '11.0.3-base-ubuntu20.04', '12.4.1-base-ubuntu22.04', '12.6.0-base-ubuntu22.04'], cmd: ['/bin/bash'], env: { PATH: `/usr/local/nvidia/bin:/usr/local/cuda/bin:${standardPath}`, CUDA_VERSION: '12.6.0', NVIDIA_VISIBLE_DEVICES: 'all' }, sizeBytes: 90 * MiB, residentBytes: 4 * MiB, files: () => withFiles(debianFiles(), { '/usr/bin/nvidia-smi': { program: 'nvidia-smi' } }) },
  { repository: 'docker.io/fluent/fluentd', tags: ['latest', 'v1.16', 'v1.16-1', 'v1.17', 'edge'], ...logShipper, entrypoint: ['/usr/bin/fluentd'], cmd: [] },
  { repository: 'docker.io/fluent/fluent-bit', tags: ['latest', '2.2', '3.0', '3.1'], ...logShipper, entrypoint: ['/fluent-bit/bin/fluent-bit'], cmd: [] },
  { repository: 'docker.io/library/log-shipper', tags: ['latest', '1.0'], ...logShipper },
  { repository: 'docker.io/library/fluentd', tags: ['latest', 'v1.16'], ...logShipper },
  { repository: 'docker.io/library/myapp', tags: ['latest', '1', '1.0', '1.0.0', 'v1', 'v2', '2.0'], entrypoint: ['/myapp'], env: { PATH: standardPath }, exposedPorts: [8080], sizeBytes: 12 * MiB, residentBytes: 8 * MiB, files: () => withFiles(alpineFiles(), { '/myapp': { program: 'myapp' } }) },
  { repository: 'docker.io/library/postgres', tags: ['latest', '13', '14', '15', '16', '17'], entrypoint: ['docker-entrypoint.sh'], cmd: ['postgres'], env: { PATH: standardPath, PGDATA: '/var/lib/postgresql/data' }, exposedPorts: [5432], stopSignal: 'SIGINT', sizeBytes: 150 * MiB, residentBytes: 30 * MiB, files: () => withFiles(debianFiles(), { '/usr/local/bin/postgres': { program: 'tcp-server' }, '/usr/local/bin/docker-entrypoint.sh': { content: '#!/bin/sh\nexec "$@"\n', mode: 0o755 } }) },
];
