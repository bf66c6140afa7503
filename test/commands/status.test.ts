import { describe, expect, it } from 'vitest'
import type { Context, Page } from '../../src/commands/command.ts'
import { status } from '../../src/commands/status.ts'
import { memoryStore } from '../core/runs/support/memory-store.ts'
import {
  makeSources,
  makeWorld,
  PLATFORM,
  realClock,
  serverState,
  type World,
} from '../core/status/support/doubles.ts'
import { textPage } from './command-context.ts'

interface Given {
  readonly world: World
  readonly json?: boolean
  readonly tty?: boolean
  /** Ctrl-C after so many pictures. */
  readonly pictures?: number
  /** Called before each picture but the first. */
  readonly between?: (picture: number) => void
}

interface Screen {
  readonly lines: string[]
  readonly drawn: string[]
  resize(): void
  ended: boolean
}

/** A context over doubles of everything status asks, with a terminal that keeps what it is shown. */
function contextOf({ world, json = false, tty = false, pictures = 1, between }: Given): {
  context: Context
  screen: Screen
} {
  const stop = new AbortController()
  const listeners = new Set<() => void>()
  const screen: Screen = {
    lines: [],
    drawn: [],
    ended: false,
    resize: () => {
      for (const listener of listeners) listener()
    },
  }
  let taken = 1
  const context = {
    ...makeSources(world, memoryStore()),
    clock: {
      now: realClock.now,
      sleep: async (ms: number, signal?: AbortSignal) => {
        // The pause between pictures is the only sleep of the length of the interval.
        if (ms > 1000 || signal !== stop.signal) return realClock.sleep(ms, signal)
        taken++
        if (taken > pictures) stop.abort(new Error('Ctrl-C'))
        else between?.(taken)
      },
    },
    platform: async () => PLATFORM,
    signal: stop.signal,
    global: { json, color: true, quiet: false, verbose: false, yes: false, dryRun: false, timeoutMs: 2000 },
    terminal: {
      stdoutIsTty: tty,
      columns: 100,
      rows: 40,
      writeData: async (line: string) => void screen.lines.push(line),
      refresh: (picture: (page: Page) => void) => {
        const page = textPage()
        picture(page)
        screen.drawn.push(page.text())
      },
      endRefresh: () => {
        screen.ended = true
      },
      onResize: (listener: () => void) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
  }
  return { context: context as unknown as Context, screen }
}

const options = (more: { watch?: boolean; cloud?: readonly ('aws' | 'gcp' | 'azure')[] } = {}) => ({
  options: { watch: false, interval: 500, cloud: [], ...more },
  arguments: {},
})

async function textOf(given: Given, more = {}): Promise<{ kind: string; text: string }> {
  const { context } = contextOf(given)
  const result = await status.run(options(more), context)
  const page = textPage()
  await status.human(result, page)
  return { kind: result.kind, text: page.text() }
}

describe('mcloud status', () => {
  it('says the verdict in its first line, then the details', async () => {
    const { kind, text } = await textOf({ world: makeWorld() })
    expect(kind).toBe('done')
    expect(text.split('\n')[0]).toBe('shop: HEALTHY: everything that was asked answers as it should')
    for (const word of [
      'Databases',
      'Routed records',
      'Workloads',
      'Clouds',
      'orders-aws available',
      'aws-account',
    ])
      expect(text).toContain(word)
    expect(text).not.toContain('Debts')
    expect(text).not.toContain('Needs attention')
  })

  it('says in its first line what to do first', async () => {
    const world = makeWorld()
    world.answers.set('held aws db.shop.test', () => undefined)
    world.answers.set('identity gcp', () => Promise.reject(new Error('expired token')))
    const { kind, text } = await textOf({ world })
    expect(kind).toBe('unknown')
    const [first] = text.split('\n')
    expect(first).toContain('DEGRADED: db.shop.test in aws: it does not hold the record.')
    expect(first).toContain('Next: mcloud traffic show')
    expect(text).toContain('gcp: expired token.')
  })

  it('shows only the wanted cloud', async () => {
    const { text } = await textOf({ world: makeWorld() }, { cloud: ['gcp'] })
    expect(text).toContain('orders-gcp')
    expect(text).not.toContain('orders-aws available')
  })
})

describe('mcloud status --watch', () => {
  it('refreshes in place on a terminal, marks what changed, follows resizing, and ends by Ctrl-C', async () => {
    const world = makeWorld()
    let onResize = () => {}
    const { context, screen } = contextOf({
      world,
      tty: true,
      pictures: 3,
      between: (picture) => {
        if (picture === 2)
          world.answers.set('probe aws', () => ({ healthy: false, reason: 'answered 503', elapsedMs: 1 }))
        else onResize()
      },
    })
    onResize = screen.resize
    const result = await status.run(options({ watch: true }), context)
    // Three pictures, and the second once more for the resizing.
    expect(screen.drawn).toHaveLength(4)
    expect(screen.drawn[0]).not.toContain('*')
    expect(screen.drawn[1]).toContain('degraded *')
    expect(screen.drawn[2]).toBe(screen.drawn[1])
    expect(screen.drawn[3]).not.toContain('*')
    expect(screen.drawn[0]).toContain('Ctrl-C ends.')
    expect(screen.ended).toBe(true)
    expect(screen.lines).toEqual([])
    expect(result).toEqual({ kind: 'partial', data: undefined })
    screen.resize()
    expect(screen.drawn).toHaveLength(4)
  })

  it('writes one JSON object a line', async () => {
    const world = makeWorld()
    const { context, screen } = contextOf({
      world,
      json: true,
      tty: true,
      pictures: 2,
      between: () => {
        world.primary = 'gcp'
      },
    })
    await status.run(options({ watch: true }), context)
    const [first, second] = screen.lines.map((line) => JSON.parse(line))
    expect(screen.lines.every((line) => !line.includes('\n'))).toBe(true)
    expect(first).toMatchObject({
      schemaVersion: 1,
      ok: true,
      result: 'done',
      data: { platform: 'shop' },
      changes: [],
    })
    expect(second.changes).toContainEqual({ what: 'Databases orders gcp writes', from: 'fenced', to: 'yes' })
    expect(screen.drawn).toEqual([])
  })

  it('writes a line a change into a pipe', async () => {
    const world = makeWorld()
    const { context, screen } = contextOf({
      world,
      pictures: 3,
      between: (picture) => {
        if (picture === 3)
          world.answers.set('server gcp', () => ({
            ...serverState(world, 'gcp'),
            acceptsApplicationWrites: true,
          }))
      },
    })
    const result = await status.run(options({ watch: true }), context)
    expect(result.kind).toBe('partial')
    expect(screen.lines[0]).toContain('shop HEALTHY')
    expect(screen.lines[1]).toContain('shop ALARM: TWO WRITERS')
    expect(screen.lines.slice(2).join('\n')).toContain(
      'Databases orders gcp writes: fenced -> YES, SECOND WRITER',
    )
    expect(screen.lines.every((line) => /^\d{4}-\d\d-\d\dT/.test(line))).toBe(true)
  })
})
