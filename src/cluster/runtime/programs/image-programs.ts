// The programs that images bring beside a shell: by the name that their executables carry.
import type { CommandTable } from '../commands/command.ts';
import { apacheHttpd, myApp, nginx, nodeApp, webserver } from './web-servers.ts';
import { described } from './described.ts';
import { logShipper, nvidiaSmi, pause, redisCli, redisServer, tcpServer } from './services.ts';

export const imagePrograms: CommandTable = {
  described, pause, nginx, 'apache-httpd': apacheHttpd, node: nodeApp, webserver, myapp: myApp, 'redis-server': redisServer, 'redis-cli': redisCli, 'log-shipper': logShipper, 'nvidia-smi': nvidiaSmi, 'tcp-server': tcpServer,
};
