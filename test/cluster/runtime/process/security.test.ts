// Capability sets as runc gives them, read in a real container's /proc/self/status.
import { expect, test } from 'vitest';
import { processSecurity, type SecurityRequest, securityLines } from '../../../../src/cluster/runtime/process/security.ts';

test.each<[string, SecurityRequest, number, string]>([
  ['the default of root', {}, 0, '00000000a80425fb'],
  ['another user has none', {}, 1000, '0000000000000000'],
  ['all dropped', { dropCapabilities: ['ALL'] }, 0, '0000000000000000'],
  ['all dropped but two', { dropCapabilities: ['ALL'], addCapabilities: ['NET_BIND_SERVICE', 'SYS_TIME'] }, 0, '0000000002000400'],
  ['one dropped', { dropCapabilities: ['CHOWN'] }, 0, '00000000a80425fa'],
  ['one dropped from all', { addCapabilities: ['ALL'], dropCapabilities: ['CHOWN'] }, 0, '000001fffffffffe'],
])('%s', (_name, request, uid, effective) => {
  expect(securityLines(processSecurity(request), uid)[2]).toBe(`CapEff:\t${effective}`);
});
