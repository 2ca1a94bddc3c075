// The command line: podlab validate | test | serve | node.
import { nodeCommand } from './cli/node.ts';
import { serveCommand } from './cli/serve.ts';
import { testCommand } from './cli/test.ts';
import { validateCommand } from './cli/validate.ts';

const usage = `Usage: podlab COMMAND

  validate FILE…          check manifests as the API server would
  test FILE…              run tests of manifests, each in a cluster of its own
  serve                   run a cluster with an endpoint for kubectl
  node stop|start NAME    stop or start the kubelet of a node of a running cluster

podlab COMMAND --help says more.
`;

const output = { stdout: (text: string): void => { process.stdout.write(text); }, stderr: (text: string): void => { process.stderr.write(text); } };

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'validate':
      return validateCommand(rest, { ...output, stdin: readStdin });
    case 'test':
      return testCommand(rest, output);
    case 'serve':
      return serveCommand(rest);
    case 'node':
      return nodeCommand(rest);
    case '-h':
    case '--help':
    case 'help':
      process.stdout.write(usage);
      return 0;
    default:
      process.stderr.write(command === undefined ? usage : `error: unknown command ${JSON.stringify(command)}\n${usage}`);
      return 2;
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// Not process.exit: output to a pipe must be written out first.
main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
