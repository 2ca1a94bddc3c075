// Words for a port forward that has ended without being stopped.

/** Why a forward has ended, from what kubectl said last. */
export function endedWords({ pod, port, localPort }: { readonly pod: string; readonly port: number; readonly localPort: number }, said: string): string {
  const forward = `127.0.0.1:${localPort} → ${pod}:${port}`;
  if (said.includes('connection refused')) return `Nothing listens on port ${port} of Pod “${pod}”: the first connection was refused, and the forward ${forward} ended.`;
  return `The forward ${forward} ended${said === '' ? '.' : `: ${said.split('\n').at(-1) ?? ''}`}`;
}
