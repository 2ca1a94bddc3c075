// The printer of each kind that has one.
import { clusterObjectPrinters } from './cluster-objects.ts';
import type { Printer } from './column.ts';
import { podPrinter } from './pods.ts';
import { storageAndNetworkPrinters } from './storage-and-network.ts';
import { workloadPrinters } from './workloads.ts';

export const printers: Readonly<Record<string, Printer>> = { Pod: podPrinter, ...workloadPrinters, ...clusterObjectPrinters, ...storageAndNetworkPrinters };
