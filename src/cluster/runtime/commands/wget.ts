// wget.
import { headerOf } from '../http/http.ts';
import type { Process } from '../process/process.ts';
import { complain, die, getOptions, pathOf } from './command.ts';
import { parseDuration } from './duration.ts';
import { type Headers, fetchOnce, parseUrl } from './fetch.ts';

export async function wget(process: Process): Promise<number> {
  const options = await getOptions(process, 'cqO:o:P:SU:T:t:Y:bh:Zp:n', { quiet: 'q', 'output-document': 'O', header: 'h', spider: 'Z', timeout: 'T', tries: 't', 'post-data': 'p', 'server-response': 'S', 'no-check-certificate': 'n', 'user-agent': 'U' });
  const isSpider = options.has('Z');
  const headers: Headers = options.values('h').map((line) => { const at = line.indexOf(':'); return [line.slice(0, at), line.slice(at + 1).trim()] as const; });
  const body = options.value('p');
  const [text] = options.args;
  if (text === undefined) return die(process, 'missing URL');
  const isQuiet = options.has('q');
  const say = async (line: string): Promise<void> => { if (!isQuiet) await process.write(2, line); };
  const timeoutMs = parseDuration(options.value('T') ?? '900') ?? 900_000;
  let url = parseUrl(text);
  for (let hops = 0; url && hops < 10; hops++) {
    const { answer, failure, address } = await fetchOnce(process, url, { method: body === undefined ? (isSpider ? 'HEAD' : 'GET') : 'POST', headers: [['User-Agent', options.value('U') ?? 'Wget'], ['Connection', 'close'], ...headers, ...(body === undefined ? [] : [['Content-Length', String(body.length)], ['Content-Type', 'application/x-www-form-urlencoded']] as Headers)], ...(body !== undefined && { body }) }, timeoutMs);
    if (failure === 'name') return complain(process, `bad address '${url.authority}'`);
    await say(`Connecting to ${url.authority} (${address ?? ''}:${String(url.port)})\n`);
    if (failure !== undefined) {
      if (failure === 'timeout') return complain(process, 'download timed out');
      if (failure === 'closed') return complain(process, 'error getting response');
      return complain(process, `can't connect to remote host (${address ?? ''}): ${failure === 'refused' ? 'Connection refused' : 'No route to host'}`);
    }
    if (!answer) return 1;
    const location = headerOf(answer.headers, 'location');
    if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
      url = location.startsWith('/') ? { ...url, target: location } : parseUrl(location);
      continue;
    }
    if (options.has('S')) await process.write(2, `  HTTP/1.1 ${String(answer.status)} ${answer.reason}\n${answer.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`);
    if (answer.status >= 400) return complain(process, `server returned error: HTTP/1.1 ${String(answer.status)} ${answer.reason}`);
    if (isSpider) {
      await say('remote file exists\n');
      return 0;
    }
    const name = url.target.split('?')[0]?.split('/').pop() ?? '';
    const path = options.value('O') ?? `${options.value('P') === undefined ? '' : `${options.value('P') ?? ''}/`}${name === '' ? 'index.html' : name}`;
    if (path === '-') {
      await say('writing to stdout\n');
      await process.write(1, answer.body);
      await say(`-                    100% |********************************| ${String(answer.body.length).padStart(5)}  0:00:00 ETA\nwritten to stdout\n`);
    } else {
      await say(`saving to '${path}'\n`);
      process.fs.writeFile(pathOf(process, path), answer.body, process.credentials, 0o666 & ~process.umask);
      await say(`${path.padEnd(20)} 100% |********************************| ${String(answer.body.length).padStart(5)}  0:00:00 ETA\n'${path}' saved\n`);
    }
    return 0;
  }
  return complain(process, url ? 'too many redirections' : `bad address '${text}'`);
}
