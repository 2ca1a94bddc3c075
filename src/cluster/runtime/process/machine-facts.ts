// What /proc and commands tell about the node.

export interface MachineFacts {
  readonly hostname: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly bootedAtMs: number;
  readonly kernelVersion: string;
}
