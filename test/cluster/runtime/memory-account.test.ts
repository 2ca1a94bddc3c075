// Who is killed when memory runs out: a container at its own limit, else whoever the kernel's OOM killer would choose.
import { describe, expect, test } from 'vitest';
import { type MemoryAccount, MemoryPool, takeMemory } from '../../../src/cluster/runtime/process/memory-account.ts';

function newAccount(killed: string[], name: string, pool: MemoryPool, oomScoreAdj: number, limitBytes = Infinity): MemoryAccount {
  const account: MemoryAccount = {
    usedBytes: 0, limitBytes, askedLimitBytes: Infinity, kills: 0, oomScoreAdj, pool,
    onOutOfMemory: () => {
      killed.push(name);
      takeMemory(account, -account.usedBytes);
    },
  };
  return account;
}

describe('memory', () => {
  test('a container is killed at its own limit, however much the node has', () => {
    const killed: string[] = [];
    const pool = new MemoryPool(1000);
    takeMemory(newAccount(killed, 'other', pool, 1000), 100);
    const limited = newAccount(killed, 'limited', pool, -997, 50);
    takeMemory(limited, 50);
    expect(killed).toEqual([]);
    takeMemory(limited, 1);
    expect(killed).toEqual(['limited']);
  });

  test('on a full node BestEffort goes first, then Burstable, Guaranteed never while it is within the node', () => {
    const killed: string[] = [];
    const pool = new MemoryPool(1000);
    const guaranteed = newAccount(killed, 'guaranteed', pool, -997);
    takeMemory(guaranteed, 500);
    takeMemory(newAccount(killed, 'burstable', pool, 700), 300);
    takeMemory(newAccount(killed, 'best effort', pool, 1000), 100);
    takeMemory(guaranteed, 150);
    expect(killed).toEqual(['best effort']);
    takeMemory(guaranteed, 100);
    expect(killed).toEqual(['best effort', 'burstable']);
    takeMemory(guaranteed, 200);
    expect(killed).toEqual(['best effort', 'burstable']);
  });

  test('of equals the largest goes, and only as many as it takes', () => {
    const killed: string[] = [];
    const pool = new MemoryPool(1000);
    for (const size of [100, 400, 300]) takeMemory(newAccount(killed, String(size), pool, 1000), size);
    takeMemory(newAccount(killed, 'last', pool, 1000), 250);
    expect(killed).toEqual(['400']);
  });

  test('nodes share what their machine has', () => {
    const killed: string[] = [];
    const whole = new MemoryPool(1000);
    takeMemory(newAccount(killed, 'on the first', new MemoryPool(800, whole), 1000), 700);
    takeMemory(newAccount(killed, 'on the second', new MemoryPool(800, whole), 500), 400);
    expect(killed).toEqual(['on the first']);
  });

  test('what programs only claim to use fills their node, not the memory of the host', () => {
    const killed: string[] = [];
    const host = new MemoryPool(1000);
    const nodes = [new MemoryPool(4000, host), new MemoryPool(4000, host)] as const;
    const first = newAccount(killed, 'first', nodes[0], 1000);
    takeMemory(first, 3000, 0);
    takeMemory(newAccount(killed, 'second', nodes[1], 1000), 3000, 100);
    expect(killed).toEqual([]);
    takeMemory(newAccount(killed, 'third', nodes[1], 500), 950);
    expect(killed).toHaveLength(1);
  });
});
