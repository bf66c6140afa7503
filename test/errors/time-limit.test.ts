import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { withTimeLimit } from '../../src/errors/time-limit.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

describe('a time limit', () => {
  it('holds through a collection of garbage', async () => {
    const signal = withTimeLimit(new AbortController().signal, 300)
    const ended = once(signal, 'abort')
    // Two turns: what is held weakly is let go at the end of one.
    for (let turn = 0; turn < 2; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      collectGarbage()
    }
    // Nothing but the limit ends the wait; its own timer keeps no process alive.
    const awake = setInterval(() => {}, 1_000)
    await ended.finally(() => clearInterval(awake))
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('longer than a timer can wait does not end at once', async () => {
    const signal = withTimeLimit(new AbortController().signal, 60 * 86_400_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(signal.aborted).toBe(false)
  })

  it('ends with the signal that it is given, and by its reason', () => {
    const stop = new AbortController()
    const signal = withTimeLimit(stop.signal, 60_000)
    stop.abort(new Error('interrupted'))
    expect(signal.reason).toMatchObject({ message: 'interrupted' })
  })
})
