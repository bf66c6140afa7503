import type { Cloud } from '../../../config/clouds.ts'
import { type CostSettings, costSettings } from '../../../config/cost-settings.ts'
import type { Platform } from '../../../config/platform.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import { addDays, dayOf, type Period } from '../period.ts'
import { type CollectedSpend, collectFromClouds, collectFromFiles } from '../report/collect-spend.ts'
import { type ReportPorts, spanOf, tagKeysOf } from '../report/cost-report.ts'
import type { ReportDimension, TagKeys, View } from '../spend.ts'
import { DEFAULT_TAG_KEYS } from '../spend.ts'

/** What trends are told from. */
export interface HistoryOptions {
  readonly files: readonly string[]
  readonly clouds: readonly Cloud[]
  readonly maxApiSpend: string
  readonly fresh: boolean
}

export interface History extends CollectedSpend {
  /** Whole days only: today is not over. */
  readonly period: Period
  readonly platform?: Platform
  readonly settings: CostSettings
  readonly keys: TagKeys
}

const TIMEOUT_MS = 180_000

/** Spend of the days before today, from FOCUS files or from the clouds. */
export async function collectHistory(
  options: HistoryOptions,
  question: {
    readonly by: readonly ReportDimension[]
    /** Also, where a cloud takes any number of groups. */
    readonly also?: readonly ReportDimension[]
    readonly days: number
    readonly view?: View
    readonly period?: Period
  },
  ports: ReportPorts,
): Promise<History> {
  const call = ports.call(TIMEOUT_MS)
  const view = question.view ?? 'amortised'
  const today = dayOf(ports.clock.now())
  if (options.files.length > 0) {
    const keys = DEFAULT_TAG_KEYS
    const read = await collectFromFiles(
      options.files,
      { by: question.by, view, keys, ...(question.period === undefined ? {} : { period: question.period }) },
      await ports.billingFiles(),
      call,
    )
    return { ...read, period: question.period ?? spanOf(read.spend, today), settings: {}, keys }
  }
  const platform = await ports.platform()
  const settings = costSettings(platform)
  const keys = tagKeysOf(settings)
  const period = question.period ?? { from: addDays(today, -question.days), to: today }
  const collected = await collectFromClouds(
    {
      platform,
      clouds: options.clouds.length > 0 ? options.clouds : (Object.keys(platform.clouds) as Cloud[]),
      period: question.period ?? { from: period.from, to: addDays(today, 1) },
      by: question.by,
      ...(question.also === undefined ? {} : { also: question.also }),
      view,
      keys,
      maxApiSpend: options.maxApiSpend,
      fresh: options.fresh,
    },
    ports,
    call,
  )
  const refused = collected.sources.filter(({ kind }) => kind === 'refused')
  if (refused.length === collected.sources.length && refused.length > 0) {
    throw new McloudError({
      code: 'CLOUD_REFUSED',
      message: 'No cloud tells what was spent.',
      hint:
        [...new Set(refused.flatMap(({ next }) => next ?? []))].join(' ') || 'See what each of them says.',
      problems: refused.map(({ name, reason = 'refused' }) => ({ at: name, message: saidBy(name, reason) })),
    })
  }
  return { ...collected, period, platform, settings, keys }
}

/** What a cloud said, without its name before it. */
function saidBy(name: string, reason: string): string {
  return (reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason).replace(/\.$/, '')
}

/** Whether all clouds have answered. */
export function isWhole({ sources }: CollectedSpend): boolean {
  return sources.every(({ kind }) => kind !== 'refused')
}
