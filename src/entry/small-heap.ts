// How much memory a process of Podlab takes for garbage.
import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8's nursery stay at the size that it has come to, instead of growing to 48 MB in the first burst of requests and staying there.
 * To be called once the process is ready: the nursery fits its work then. Read by V8 whenever the nursery would grow.
 */
export function keepNurserySize(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
