// The files that base systems bring: busybox, Alpine, Debian.
import type { ImageFile } from './image.ts';

type Files = Readonly<Record<string, ImageFile>>;

/** Applets of busybox as the official image links them, those that the runtime knows. */
const applets: readonly string[] = [
  '[', '[[', 'arch', 'arp', 'ash', 'awk', 'base64', 'basename', 'bc', 'cal', 'cat', 'chgrp', 'chmod', 'chown', 'chroot', 'clear', 'cmp', 'comm', 'cp', 'cpio', 'crc32', 'crond', 'crontab', 'cut', 'date', 'dc',
  'dd', 'df', 'diff', 'dirname', 'dmesg', 'dnsdomainname', 'dos2unix', 'du', 'echo', 'ed', 'egrep', 'env', 'expand', 'expr', 'factor', 'fallocate', 'false', 'fgrep', 'find', 'fold', 'free', 'fsync', 'getopt',
  'grep', 'groups', 'gunzip', 'gzip', 'halt', 'head', 'hexdump', 'hostid', 'hostname', 'httpd', 'id', 'ifconfig', 'insmod', 'install', 'ionice', 'ip', 'ipcalc', 'kill', 'killall', 'last', 'less', 'link', 'ln',
  'logger', 'logname', 'ls', 'lsmod', 'lsof', 'md5sum', 'mkdir', 'mkfifo', 'mknod', 'mktemp', 'modprobe', 'more', 'mount', 'mv', 'nc', 'netstat', 'nice', 'nl', 'nohup', 'nologin', 'nproc', 'nsenter',
  'nslookup', 'od', 'paste', 'patch', 'pgrep', 'pidof', 'ping', 'ping6', 'pkill', 'poweroff', 'printenv', 'printf', 'ps', 'pstree', 'pwd', 'readlink', 'realpath', 'reboot', 'renice', 'reset', 'rev', 'rm',
  'rmdir', 'rmmod', 'route', 'run-parts', 'sed', 'seq', 'setsid', 'sh', 'sha1sum', 'sha256sum', 'sha512sum', 'shred', 'shuf', 'sleep', 'sort', 'split', 'start-stop-daemon', 'stat', 'strings', 'stty', 'su',
  'swapoff', 'swapon', 'sync', 'sysctl', 'tac', 'tail', 'tar', 'taskset', 'tee', 'telnet', 'test', 'time', 'timeout', 'top', 'touch', 'tr', 'traceroute', 'traceroute6', 'true', 'truncate', 'ts', 'tty',
  'umount', 'uname', 'unexpand', 'uniq', 'unix2dos', 'unlink', 'unshare', 'unzip', 'uptime', 'usleep', 'uudecode', 'uuencode', 'vi', 'w', 'watch', 'wc', 'wget', 'which', 'who', 'whoami', 'xargs', 'xxd', 'yes',
  'zcat',
];

const alpineBin = new Set(['ash', 'base64', 'cat', 'chgrp', 'chmod', 'chown', 'cp', 'date', 'dd', 'df', 'dmesg', 'dnsdomainname', 'echo', 'egrep', 'false', 'fgrep', 'fsync', 'getopt', 'grep', 'gunzip', 'gzip', 'hostname', 'kill', 'link', 'ln', 'ls', 'mkdir', 'mktemp', 'more', 'mount', 'mv', 'netstat', 'nice', 'pidof', 'ping', 'ping6', 'printenv', 'ps', 'pwd', 'rev', 'rm', 'rmdir', 'sed', 'sh', 'sleep', 'stat', 'stty', 'su', 'sync', 'tar', 'touch', 'true', 'umount', 'uname', 'usleep', 'watch', 'zcat']);

/** Mount points and kernel directories that every image has or the runtime makes. */
const skeleton: Files = {
  '/dev': { directory: true }, '/proc': { directory: true, mode: 0o555 }, '/sys': { directory: true, mode: 0o555 }, '/tmp': { directory: true, mode: 0o1777 }, '/root': { directory: true, mode: 0o700 }, '/etc': { directory: true }, '/var': { directory: true }, '/home': { directory: true },
};

/** The official busybox image (glibc): everything in /bin, hard links to one binary. */
export function busyboxFiles(): Files {
  const files: Record<string, ImageFile> = { ...skeleton };
  for (const applet of applets) files[`/bin/${applet}`] = { program: 'busybox' };
  files['/bin/busybox'] = { program: 'busybox' };
  files['/etc/passwd'] = 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\nsync:x:4:100:sync:/bin:/bin/sync\nmail:x:8:8:mail:/var/spool/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\noperator:x:37:37:Operator:/var:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n';
  files['/etc/group'] = 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nwheel:x:10:root\nmail:x:12:\nwww-data:x:33:\nusers:x:100:\nnobody:x:65534:\n';
  files['/etc/shadow'] = { content: 'root:*:::::::\n', mode: 0o600 };
  files['/etc/nsswitch.conf'] = 'hosts:      files dns\n';
  files['/var/spool/mail'] = { directory: true, uid: 8, gid: 8 };
  files['/var/www'] = { directory: true, uid: 33, gid: 33 };
  files['/usr/bin'] = { directory: true };
  files['/usr/bin/env'] = { program: 'busybox' };
  files['/usr/sbin'] = { directory: true, uid: 1, gid: 1 };
  files['/lib64'] = { link: '/lib' };
  files['/lib'] = { directory: true };
  files['/home'] = { directory: true, uid: 65534, gid: 65534 };
  return files;
}

/** Of an image that holds no more than a static busybox, lists of users and directories; it has no pgrep and pkill, as Debian's build. */
export function leanBusyboxFiles(): Files {
  const absent = ['/bin/pgrep', '/bin/pkill', '/dev', '/proc', '/sys', '/lib', '/lib64', '/etc/nsswitch.conf'];
  return Object.fromEntries(Object.entries(busyboxFiles()).filter(([path]) => !absent.includes(path)));
}

/** Alpine: links to /bin/busybox in four directories, apk. */
export function alpineFiles(version = '3.22.1'): Files {
  const files: Record<string, ImageFile> = { ...skeleton };
  for (const applet of applets) files[alpineBin.has(applet) ? `/bin/${applet}` : `/usr/bin/${applet}`] = { link: '/bin/busybox' };
  for (const applet of ['ifconfig', 'ip', 'route', 'sysctl', 'halt', 'insmod', 'lsmod', 'modprobe', 'nologin', 'poweroff', 'reboot', 'rmmod', 'start-stop-daemon', 'swapoff', 'swapon', 'arp']) {
    delete files[`/usr/bin/${applet}`];
    files[`/sbin/${applet}`] = { link: '/bin/busybox' };
  }
  files['/bin/busybox'] = { program: 'busybox' };
  files['/sbin/apk'] = { program: 'apk' };
  files['/etc/alpine-release'] = `${version}\n`;
  files['/etc/os-release'] = `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${version.split('.').slice(0, 2).join('.')}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`;
  files['/etc/issue'] = `Welcome to Alpine Linux ${version}\nKernel \\r on an \\m (\\l)\n\n`;
  files['/etc/apk/repositories'] = `https://dl-cdn.alpinelinux.org/alpine/v${version.split('.').slice(0, 2).join('.')}/main\nhttps://dl-cdn.alpinelinux.org/alpine/v${version.split('.').slice(0, 2).join('.')}/community\n`;
  files['/etc/passwd'] = 'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n';
  files['/etc/group'] = 'root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\nadm:x:4:root,daemon\nwheel:x:10:root\nnogroup:x:65533:\nnobody:x:65534:\n';
  files['/etc/shadow'] = { content: 'root:*::0:::::\n', mode: 0o640 };
  files['/etc/crontabs'] = { directory: true };
  files['/etc/crontabs/root'] = '# do daily/weekly/monthly maintenance\n# min\thour\tday\tmonth\tweekday\tcommand\n*/15\t*\t*\t*\t*\trun-parts /etc/periodic/15min\n';
  files['/etc/periodic/15min'] = { directory: true };
  files['/var/spool/cron'] = { directory: true };
  files['/var/spool/cron/crontabs'] = { link: '/etc/crontabs' };
  files['/etc/profile'] = 'export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n';
  for (const directory of ['lib', 'media', 'mnt', 'opt', 'run', 'srv', 'usr/local/bin', 'usr/lib', 'usr/sbin', 'usr/share', 'var/cache', 'var/lib', 'var/log', 'var/run', 'var/tmp']) files[`/${directory}`] ??= { directory: true };
  return files;
}

/** Debian: bash, GNU-like tools, apt. */
export function debianFiles(): Files {
  const files: Record<string, ImageFile> = { ...skeleton };
  const missing = new Set(['ps', 'top', 'free', 'ping', 'ping6', 'nc', 'wget', 'vi', 'nslookup', 'less', 'telnet', 'traceroute', 'ifconfig', 'route', 'netstat', 'ip', 'pstree', 'killall', 'lsof', 'httpd', 'xxd', 'uptime', 'watch', 'bc', 'dc', 'pgrep', 'pkill', 'pidof', 'arp', 'cpio', 'crc32', 'crond', 'crontab', 'ed', 'halt', 'insmod', 'ipcalc', 'lsmod', 'modprobe', 'patch', 'poweroff', 'reboot', 'rmmod', 'run-parts', 'traceroute6', 'ts', 'unzip', 'uudecode', 'uuencode']);
  for (const applet of applets) if (!missing.has(applet)) files[`/usr/bin/${applet}`] = { program: 'busybox' };
  files['/bin'] = { link: 'usr/bin' };
  files['/sbin'] = { link: 'usr/sbin' };
  files['/lib'] = { link: 'usr/lib' };
  files['/usr/lib'] = { directory: true };
  files['/usr/sbin'] = { directory: true };
  files['/usr/bin/bash'] = { program: 'bash' };
  files['/usr/bin/join'] = { program: 'join' };
  files['/usr/bin/apt-get'] = { program: 'apt-get' };
  files['/usr/bin/apt'] = { program: 'apt-get' };
  files['/etc/debian_version'] = '12.11\n';
  files['/etc/os-release'] = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n';
  files['/etc/passwd'] = 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nnginx:x:101:101:nginx user:/nonexistent:/bin/false\n';
  files['/etc/group'] = 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nadm:x:4:\ntty:x:5:\nwww-data:x:33:\nnogroup:x:65534:\nnginx:x:101:\n';
  files['/etc/shadow'] = { content: 'root:*:19800:0:99999:7:::\n', mode: 0o640 };
  for (const directory of ['boot', 'media', 'mnt', 'opt', 'run', 'srv', 'usr/local/bin', 'usr/local/sbin', 'usr/share', 'var/cache', 'var/lib', 'var/log', 'var/tmp', 'var/www']) files[`/${directory}`] ??= { directory: true };
  return files;
}
