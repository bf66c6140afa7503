import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import type { Traffic } from '../config/platform.ts'
import type { GateProbes } from '../core/deploy/deploy-ports.ts'
import type { NameServers } from '../core/ports.ts'
import type { Call } from '../providers/provider.ts'

type Answer = { readonly healthy: true } | { readonly healthy: false; readonly reason: string }

const WELL: Answer = { healthy: true }

export interface GateProbesInput {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  /** Names of its zone are asked of its own name servers, past every cache. */
  readonly traffic: Traffic | undefined
  readonly nameServers: () => Promise<NameServers>
  /** Takes secrets out of what a program says: it is recorded with the run. */
  readonly redact: (text: string) => string
}

/** Probes of health gates over the network and by programs of the machine. */
export function makeGateProbes({
  environment,
  workingFolder,
  traffic,
  nameServers,
  redact,
}: GateProbesInput): GateProbes {
  return {
    probe: async ({ probe }, call) => {
      switch (probe.kind) {
        case 'http':
          return probeHttp(probe.url, probe.status, call)
        case 'tcp':
          return probeTcp(probe.address, call)
        case 'dns':
          return probeDns(probe.name, probe.answers, serversOf(probe.name, traffic), nameServers, call)
        case 'command':
          return redacted(await probeCommand(probe.command, environment, workingFolder, call), redact)
      }
    },
  }
}

function redacted(answer: Answer, redact: (text: string) => string): Answer {
  return answer.healthy ? answer : ill(redact(answer.reason))
}

async function probeHttp(url: string, wanted: number | undefined, call: Call): Promise<Answer> {
  const response = await fetch(url, { signal: call.signal, redirect: 'manual' }).catch(
    (error: Error) => error,
  )
  if (response instanceof Error) return ill(causeOf(response))
  await response.body?.cancel()
  const { status } = response
  const isWell = wanted === undefined ? status >= 200 && status < 400 : status === wanted
  return isWell ? WELL : ill(`status ${status}${wanted === undefined ? '' : `, not ${wanted}`}`)
}

function probeTcp(address: string, call: Call): Promise<Answer> {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(address.slice(colon + 1)), signal: call.signal })
    const end = (answer: Answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(WELL))
    socket.once('error', (error) => end(ill(error.message)))
  })
}

/** The named servers of all providers of the zone that a name lies in; empty: it is the machine's resolver that knows. */
function serversOf(name: string, traffic: Traffic | undefined): readonly string[] {
  if (traffic === undefined) return []
  const isInZone = name === traffic.zone || name.endsWith(`.${traffic.zone}`)
  return isInZone ? Object.values(traffic.providers).flatMap((provider) => provider.nameServers ?? []) : []
}

async function probeDns(
  name: string,
  wanted: readonly string[],
  servers: readonly string[],
  nameServers: () => Promise<NameServers>,
  call: Call,
): Promise<Answer> {
  if (servers.length === 0) return probeResolver(name, wanted, call)
  const ports = await nameServers()
  const answers = await Promise.all(
    servers.map(async (server): Promise<Answer> => {
      const asked = await Promise.all([
        ports.ask(server, { name, type: 'A' }, call),
        ports.ask(server, { name, type: 'AAAA' }, call),
      ])
      const found = asked.flatMap(({ records }) => records.map(({ data }) => data))
      return judged(`${name} at ${server}`, found, wanted)
    }),
  )
  return answers.find(({ healthy }) => !healthy) ?? WELL
}

async function probeResolver(name: string, wanted: readonly string[], call: Call): Promise<Answer> {
  const resolver = new Resolver({ timeout: 5_000, tries: 1 })
  const stop = () => resolver.cancel()
  call.signal.addEventListener('abort', stop, { once: true })
  try {
    const both = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const answers = both.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    return judged(name, answers, wanted)
  } finally {
    call.signal.removeEventListener('abort', stop)
  }
}

function judged(name: string, found: readonly string[], wanted: readonly string[]): Answer {
  if (found.length === 0) return ill(`${name} does not resolve`)
  const missing = wanted.filter((address) => !found.includes(address))
  return missing.length === 0 ? WELL : ill(`${name} is ${found.join(', ')}, without ${missing.join(', ')}`)
}

async function probeCommand(
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
  call: Call,
): Promise<Answer> {
  const { execa } = await import('execa')
  const [program = '', ...args] = command
  const ran = await execa(program, args, {
    cwd: workingFolder,
    env: environment as Record<string, string>,
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    cancelSignal: call.signal,
  })
  if (ran.exitCode === 0) return WELL
  const last = ran.all?.trim().split('\n').at(-1) ?? ''
  return ill(ran.exitCode === undefined ? `${program} cannot be run` : `ended with ${ran.exitCode}: ${last}`)
}

function ill(reason: string): Answer {
  return { healthy: false, reason }
}

/** Fetch hides what happened in the cause. */
function causeOf(error: Error): string {
  const cause = error.cause as Error | undefined
  return cause?.message === undefined || cause.message === '' ? error.message : cause.message
}
