import { describe, expect, it } from 'vitest'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { sendChange } from '../../../src/providers/calls/change.ts'
import type { Failure, FailureKind } from '../../../src/providers/calls/failure.ts'
import { retryAfterMs } from '../../../src/providers/calls/failure.ts'
import type { Request } from '../../../src/providers/calls/send.ts'
import { send } from '../../../src/providers/calls/send.ts'

class VendorError extends Error {
  readonly failure: Failure

  constructor(kind: FailureKind, rest: Partial<Failure> = {}) {
    super(kind)
    this.failure = { kind, message: kind, ...rest }
  }
}

function request(over: Partial<Request<string>> & Pick<Request<string>, 'send'>, withinMs = 5_000) {
  return {
    cloud: 'aws',
    name: 'SomeCall',
    kind: 'read',
    call: { signal: new AbortController().signal, deadlineMs: Date.now() + withinMs },
    sort: (error) =>
      error instanceof VendorError ? error.failure : { kind: 'refused', message: String(error) },
    ...over,
  } satisfies Request<string>
}

/** Fails with each of the given errors in turn, then answers. */
function failing(...errors: unknown[]) {
  const attempts = { count: 0 }
  const send = async () => {
    const error = errors[attempts.count++]
    if (error !== undefined) throw error
    return 'answer'
  }
  return { attempts, send }
}

const never = () => new Promise<string>(() => {})

describe('send', () => {
  it('retries reads on throttling, 5xx and broken connections', async () => {
    const { attempts, send: sending } = failing(
      new VendorError('throttled'),
      new VendorError('server'),
      Object.assign(new Error('read'), { code: 'ECONNRESET' }),
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    )
    await expect(send(request({ send: sending }))).resolves.toBe('answer')
    expect(attempts.count).toBe(5)
  })

  it('does not retry a refusal, and says who refused what', async () => {
    const { attempts, send: sending } = failing(new VendorError('refused', { requestId: 'r-1' }))
    await expect(send(request({ send: sending }))).rejects.toMatchObject({
      code: 'CLOUD_REFUSED',
      provider: 'aws',
      call: 'SomeCall',
      requestId: 'r-1',
      retry: 'never',
    })
    expect(attempts.count).toBe(1)
  })

  it('does not try again where the certificate is not trusted', async () => {
    const untrusted = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    const { attempts, send: sending } = failing(untrusted)
    await expect(send(request({ send: sending }))).rejects.toMatchObject({
      code: 'CLOUD_UNREACHABLE',
      hint: expect.stringContaining('caFile'),
    })
    expect(attempts.count).toBe(1)
  })

  it('sends a change once where the cloud may have acted', async () => {
    const { attempts, send: sending } = failing(new VendorError('cut'))
    await expect(send(request({ kind: 'change', send: sending }))).rejects.toMatchObject({
      code: 'CLOUD_UNREACHABLE',
      retry: 'check-first',
    })
    expect(attempts.count).toBe(1)
  })

  it('sends a throttled change again', async () => {
    const { attempts, send: sending } = failing(new VendorError('throttled'))
    await expect(send(request({ kind: 'change', send: sending }))).resolves.toBe('answer')
    expect(attempts.count).toBe(2)
  })

  it('gives up at the deadline with the cause that stood in the way', async () => {
    const sending = async () => {
      throw new VendorError('throttled')
    }
    await expect(send(request({ send: sending }, 300))).rejects.toMatchObject({ code: 'CLOUD_THROTTLED' })
  })

  it('starts no attempt after the deadline', async () => {
    const { attempts, send: sending } = failing()
    await expect(send(request({ send: sending }, -1))).rejects.toMatchObject({ code: 'DEADLINE' })
    expect(attempts.count).toBe(0)
  })

  it.each([40 * 86_400_000, Number.POSITIVE_INFINITY])(
    'waits for an answer with a limit of %d ms',
    async (limitMs) => {
      const sending = () => new Promise<string>((resolve) => setTimeout(() => resolve('answer'), 50))
      await expect(send(request({ send: sending }, limitMs))).resolves.toBe('answer')
    },
  )

  it('ends an attempt that ignores its signal', async () => {
    await expect(send(request({ send: never }, 100))).rejects.toMatchObject({ code: 'DEADLINE' })
  })

  it('retries an attempt that is too slow', async () => {
    let attempts = 0
    const sending = () => (attempts++ === 0 ? never() : Promise.resolve('answer'))
    await expect(send(request({ send: sending, attemptTimeoutMs: 50 }))).resolves.toBe('answer')
  })

  it('ends when it is interrupted, also between two attempts', async () => {
    for (const sending of [never, failing(new VendorError('throttled', { retryAfterMs: 60_000 })).send]) {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 50)
      const call = { signal: controller.signal, deadlineMs: Date.now() + 60_000 }
      await expect(send(request({ call, send: sending }))).rejects.toMatchObject({ code: 'INTERRUPTED' })
    }
  })

  it('says that an interrupted change may have taken effect', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    const call = { signal: controller.signal, deadlineMs: Date.now() + 60_000 }
    await expect(send(request({ kind: 'change', call, send: never }))).rejects.toMatchObject({
      code: 'INTERRUPTED',
      retry: 'check-first',
    })
  })

  it('passes on what the provider itself has worded', async () => {
    const refused = new McloudError({ code: 'ENDPOINT_REFUSED', message: 'other host' })
    await expect(send(request({ send: failing(refused).send }))).rejects.toBe(refused)
  })
})

describe('sendChange', () => {
  it('is applied when reading back shows it', async () => {
    const { attempts, send: sending } = failing(new VendorError('cut'))
    await expect(sendChange(request({ send: sending }), async () => true)).resolves.toEqual({
      kind: 'applied',
    })
    expect(attempts.count).toBe(1)
  })

  it('is sent again when reading back shows that nothing happened', async () => {
    const { attempts, send: sending } = failing(new VendorError('cut'))
    await expect(sendChange(request({ send: sending }), async () => false)).resolves.toEqual({
      kind: 'answered',
      answer: 'answer',
    })
    expect(attempts.count).toBe(2)
  })

  it('is unknown when nothing tells', async () => {
    const cut = () => failing(new VendorError('cut', { requestId: 'r-2' })).send
    const failed = async () => {
      throw new Error('the read failed too')
    }
    for (const readBack of [undefined, async () => undefined, failed]) {
      await expect(sendChange(request({ send: cut() }), readBack)).resolves.toMatchObject({
        kind: 'unknown',
        requestId: 'r-2',
      })
    }
  })

  it('reads back inside the deadline when the answer never comes', async () => {
    await expect(sendChange(request({ send: never }, 300), async () => true)).resolves.toEqual({
      kind: 'applied',
    })
  })
})

describe('retryAfterMs', () => {
  it('reads seconds and dates', () => {
    expect(retryAfterMs('2')).toBe(2_000)
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 1_000)).toBe(4_000)
    expect(retryAfterMs('soon')).toBeUndefined()
    expect(retryAfterMs(null)).toBeUndefined()
  })
})
