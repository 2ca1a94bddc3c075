// How long a typed character takes to be painted, as the browser measures it.
import type { Page } from 'playwright-core';

/** Types `text` into what has the focus. Milliseconds from key to paint, in steps of 8 as browsers tell them; below 16 they tell nothing, which counts as 16. */
export async function typingDelays(page: Page, text: string): Promise<{ median: number; worst: number }> {
  const measure = await page.evaluateHandle(() => {
    const delays: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') delays.push(duration);
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    return { delays, observer };
  });
  await page.keyboard.type(text, { delay: 60 });
  await page.waitForTimeout(300);
  const slow = await measure.evaluate(({ delays, observer }) => {
    observer.disconnect();
    return delays;
  });
  const all = [...slow, ...Array<number>(Math.max(0, text.length - slow.length)).fill(16)].sort((a, b) => a - b);
  return { median: all[Math.floor(all.length / 2)] ?? 0, worst: all.at(-1) ?? 0 };
}
