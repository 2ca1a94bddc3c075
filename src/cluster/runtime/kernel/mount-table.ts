// What is mounted in a container, as /proc/mounts, `mount` and `df` tell it: containerd's own mounts among those of the Pod.
import type { MountPoint } from '../fs/file-system.ts';
import { normalizePath } from '../fs/paths.ts';
import type { ContainerContext } from '../process/process.ts';

export interface MountRow {
  readonly source: string;
  readonly path: string;
  readonly type: string;
  readonly options: string;
  /** Of a file system with blocks; undefined for the kernel's own. */
  readonly size?: { readonly totalBytes: number; readonly usedBytes: number };
}

const safe = 'nosuid,nodev,noexec,relatime';
const devBytes = 64 * 1024 * 1024;
const snapshots = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots';

function volumeRow({ volume, path, isReadOnly }: MountPoint): MountRow {
  const access = isReadOnly ? 'ro' : 'rw';
  const quota = Number.isFinite(volume.quotaBytes) ? volume.quotaBytes : devBytes;
  const more = volume.fsType === 'tmpfs' ? `,size=${String(Math.floor(quota / 1024))}k,noswap` : volume.fsType === 'overlay' ? `,lowerdir=${snapshots}/1/fs,upperdir=${snapshots}/5/fs,workdir=${snapshots}/5/work,uuid=on` : '';
  return { source: volume.source, path, type: volume.fsType, options: `${access},relatime${more}`, size: { totalBytes: quota, usedBytes: Math.min(volume.usedBytes, quota) } };
}

/** In the order in which containerd mounts: the usual ones, the Pod's by depth with /dev/shm among them, then what hides parts of /proc and /sys. */
export function mountRows({ fs, machine, security }: ContainerContext): MountRow[] {
  const access = security.isPrivileged ? 'rw' : 'ro';
  const tmpfs = (path: string, options: string, totalBytes = devBytes): MountRow => ({ source: 'tmpfs', path, type: 'tmpfs', options, size: { totalBytes, usedBytes: 0 } });
  const kernels: readonly MountRow[] = [
    { source: 'proc', path: '/proc', type: 'proc', options: `rw,${safe}` },
    tmpfs('/dev', 'rw,nosuid,size=65536k,mode=755'),
    { source: 'devpts', path: '/dev/pts', type: 'devpts', options: 'rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666' },
    { source: 'mqueue', path: '/dev/mqueue', type: 'mqueue', options: `rw,${safe}` },
    { source: 'sysfs', path: '/sys', type: 'sysfs', options: `${access},${safe}` },
    { source: 'cgroup', path: '/sys/fs/cgroup', type: 'cgroup2', options: `${access},${safe}` },
  ];
  const own = fs.mounts.filter(({ volume }) => volume.isKernels !== true);
  const [root, ...volumes] = own.map(volumeRow);
  const depthOf = ({ path }: MountRow): number => normalizePath(path).split('/').length;
  const shm: MountRow = { source: 'shm', path: '/dev/shm', type: 'tmpfs', options: `rw,${safe},size=65536k`, size: { totalBytes: devBytes, usedBytes: 0 } };
  const shallow = volumes.filter((row) => depthOf(row) <= depthOf(shm));
  const hidden: readonly MountRow[] = security.isPrivileged ? [] : [
    ...['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys'].map((path): MountRow => ({ source: 'proc', path, type: 'proc', options: `ro,${safe}` })),
    tmpfs('/proc/acpi', 'ro,relatime', machine.memoryBytes / 2),
    ...['/proc/interrupts', '/proc/keys', '/proc/timer_list'].map((path) => tmpfs(path, 'rw,nosuid,size=65536k,mode=755')),
    tmpfs('/sys/firmware', 'ro,relatime', machine.memoryBytes / 2),
  ];
  return [...(root ? [root] : []), ...kernels, ...shallow, shm, ...volumes.slice(shallow.length), ...hidden];
}

/** /proc/PID/mounts. */
export function mountsText(context: ContainerContext): string {
  return mountRows(context).map(({ source, path, type, options }) => `${source} ${path} ${type} ${options} 0 0\n`).join('');
}

/** /proc/PID/mountinfo. */
export function mountInfoText(context: ContainerContext): string {
  const rows = mountRows(context);
  const first = 600;
  return rows.map(({ source, path, type, options }, i) => {
    const parents = rows.slice(0, i).filter((row) => row.path === '/' || path === row.path || path.startsWith(`${row.path}/`));
    const parent = parents.reduce((best, row) => (row.path.length >= best.path.length ? row : best), parents[0] ?? { path: '' });
    const parentId = i === 0 ? first - 40 : first + rows.findIndex((row) => row === parent);
    const [access = 'rw'] = options.split(',');
    const own = options.split(',').filter((option) => /^(?:ro|rw|nosuid|nodev|noexec|relatime)$/.test(option));
    const rest = options.split(',').filter((option) => !own.includes(option));
    const inner = path.startsWith('/proc/') && type === 'proc' ? path.slice('/proc'.length) : '/';
    return `${String(first + i)} ${String(parentId)} ${type === 'ext4' ? '254:1' : `0:${String(40 + i)}`} ${inner} ${path} ${own.join(',')} - ${type} ${source} ${[type === 'proc' ? 'rw' : access, ...rest].join(',')}\n`;
  }).join('');
}
