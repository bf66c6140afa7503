/** Tokens are asked for again so often that a renewed one is met in time. */
const TOKEN_KEPT_MS = 30_000

/** Keeps a bearer token for half a minute, because a run sends thousands of requests a second. */
export function keptToken(ask: () => Promise<string>): () => Promise<string> | string {
  let kept = ''
  let untilMs = 0
  let asking: Promise<string> | undefined
  return () => {
    if (Date.now() < untilMs) return kept
    asking ??= ask()
      .then((token) => {
        kept = token
        untilMs = Date.now() + TOKEN_KEPT_MS
        return token
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
}
