// Beats while a batch takes long. In: what a beat does, how often. Out: how to end them. Rule owned: a batch that hangs is
// kept no longer than it may take, so that its leases end and others take it over.

/**
 * A batch in hand for so long hangs: it keeps its leases no more, and who holds it is unwell. Unit: milliseconds (3 minutes).
 * Why: a channel and a notifier give up within two minutes, as their ports promise; the rest is for the store. Source: practice
 * preference.
 */
export const longestBatchMs = 3 * 60_000;

/** Beats until the function it gives back is called, or the batch hangs. One that fails is not told: the next may do. */
export function heartbeat(beat: () => Promise<void>, everyMs: number): () => void {
  let beats = 0;
  const timer = setInterval(() => {
    beats += 1;
    if (beats * everyMs < longestBatchMs) void beat().catch(() => undefined);
    else clearInterval(timer);
  }, everyMs);
  return () => clearInterval(timer);
}
