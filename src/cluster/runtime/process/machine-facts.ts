// What /proc and commands tell about the node.

export interface MachineFacts {
  /** Of the Pod; a privileged container may change it. */
  hostname: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly bootedAtMs: number;
  readonly kernelVersion: string;
  /** Settings of the kernel that differ from the machine's, by dotted name. */
  readonly sysctls?: ReadonlyMap<string, string>;
}
