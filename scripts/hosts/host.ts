// What a VS Code to run in is, whichever it is.

export interface HostOptions {
  /** The folder with package.json. */
  readonly extensionPath: string;
  /** The workspace folder to open. */
  readonly folder: string;
  readonly port: number;
  /** A module with `run()`, executed inside the extension host. */
  readonly extensionTestsPath?: string;
}

export interface Host {
  readonly name: 'web' | 'node';
  /** The workbench's address for a browser. */
  readonly url: string;
  dispose(): Promise<void>;
}
