// Plays an image that a user described: log lines over time, memory, HTTP answers, an exit.
import type { ImageDescription } from '../../../api/podlab/podlab-image.ts';
import { descriptionPath } from '../images/described-image.ts';
import type { HttpResponse } from '../http/http.ts';
import type { Process } from '../process/process.ts';
import { SIGTERM } from '../process/signals.ts';
import { textOfBytes, bytesOfText } from '../bytes.ts';
import { listenHttp, untilSignal } from './server.ts';

type Answers = NonNullable<NonNullable<ImageDescription['http']>['answers']>;

function answer(answers: Answers, path: string, ageSeconds: number): HttpResponse {
  const found = answers.find((one) => one.path === path && ageSeconds >= (one.from ?? 0) && ageSeconds < (one.until ?? Infinity));
  if (!found) return { status: answers.length === 0 ? 200 : 404, headers: [['Content-Type', 'text/plain']], body: answers.length === 0 ? 'ok\n' : 'not found\n' };
  return { status: found.status ?? 200, headers: [['Content-Type', 'text/plain']], body: bytesOfText(found.body ?? '') };
}

/** A child that does `act` after `delayMs`, and again every `everyMs` when given. */
function schedule(process: Process, delayMs: number, everyMs: number | undefined, act: (child: Process) => Promise<void>): void {
  const child = process.fork();
  void child.run(async () => {
    await child.sleep(delayMs);
    await act(child);
    while (everyMs !== undefined && everyMs > 0) {
      await child.sleep(everyMs);
      await act(child);
    }
    return 0;
  });
}

export async function described(process: Process): Promise<number> {
  const description = JSON.parse(textOfBytes(process.fs.readFile(descriptionPath, process.credentials, process))) as ImageDescription;
  const startMs = process.context.clock.now();
  for (const entry of description.log ?? []) {
    schedule(process, (entry.after ?? 0) * 1000, entry.every === undefined ? undefined : entry.every * 1000, (child) => child.write(1, bytesOfText(`${entry.line}\n`)));
  }
  let allocated = 0;
  for (const step of description.memory ?? []) {
    schedule(process, step.after * 1000, undefined, async () => {
      process.allocate(step.bytes - allocated, 0);
      allocated = step.bytes;
      await Promise.resolve();
    });
  }
  if (description.onTerm === 'ignore') process.handlers.set(SIGTERM, 'ignore');
  const { http } = description;
  if (http) {
    if (http.startsAfter !== undefined) await process.sleep(http.startsAfter * 1000);
    const server = listenHttp(process, http.port, (request) => answer(http.answers ?? [], request.target.split('?')[0] ?? '/', (process.context.clock.now() - startMs) / 1000));
    if (!server) {
      await process.write(2, `listen tcp :${String(http.port)}: bind: address already in use\n`);
      return 1;
    }
  }
  if (description.exit) {
    const { after, code } = description.exit;
    const left = after * 1000 - (process.context.clock.now() - startMs);
    if (description.onTerm !== 'ignore') process.handlers.set(SIGTERM, () => { process.finish(0); });
    await process.sleep(left);
    return code;
  }
  if (description.onTerm === 'ignore') await process.sleep(Infinity);
  else await untilSignal(process, [SIGTERM]);
  return 0;
}
