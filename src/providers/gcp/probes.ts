import { canonicalDnsValue } from '../../config/dns-value.ts'
import { targetsOf } from '../../routing/targets-of.ts'
import type { Call, Probes, RoutedRecord, Target, TargetHealth } from '../provider.ts'
import type { GcpContext } from './context.ts'

/** https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.uptimeCheckConfigs */
interface UptimeCheck {
  readonly name: string
  readonly displayName?: string
  readonly monitoredResource?: { readonly labels?: Readonly<Record<string, string>> }
  readonly httpCheck?: { readonly port?: number; readonly useSsl?: boolean }
  readonly tcpCheck?: { readonly port?: number }
}

/** https://cloud.google.com/monitoring/api/ref_v3/rest/v3/TimeSeries */
interface TimeSeries {
  readonly metric?: { readonly labels?: Readonly<Record<string, string>> }
  readonly points?: readonly {
    readonly interval?: { readonly endTime?: string }
    readonly value?: { readonly boolValue?: boolean }
  }[]
}

/** Checks run at least every quarter of an hour. */
const LOOK_BACK_MS = 20 * 60_000

/**
 * Health as the uptime checks of Cloud Monitoring see it: Cloud DNS publishes nothing of its own checks. A target
 * has an uptime check where one checks its address and port.
 */
export function makeUptimeProbes({ project, rest }: GcpContext): Probes {
  let underWay: Promise<readonly UptimeCheck[]> | undefined
  // All records at once ask for the same list.
  const checks = (call: Call) => {
    underWay ??= listChecks(call).finally(() => {
      underWay = undefined
    })
    return underWay
  }

  async function listChecks(call: Call): Promise<readonly UptimeCheck[]> {
    const found: UptimeCheck[] = []
    let pageToken: string | undefined
    do {
      const page: { uptimeCheckConfigs?: readonly UptimeCheck[]; nextPageToken?: string } = await rest({
        name: 'monitoring.projects.uptimeCheckConfigs.list',
        service: 'monitoring',
        path: `/v3/projects/${project}/uptimeCheckConfigs`,
        query: { pageSize: '100', ...(pageToken === undefined ? {} : { pageToken }) },
        call,
      })
      found.push(...(page.uptimeCheckConfigs ?? []))
      pageToken = page.nextPageToken || undefined
    } while (pageToken !== undefined)
    return found
  }

  async function seriesOf(check: UptimeCheck, call: Call): Promise<readonly TimeSeries[]> {
    const now = Date.now()
    const { timeSeries = [] } = await rest<{ timeSeries?: readonly TimeSeries[] }>({
      name: 'monitoring.projects.timeSeries.list',
      service: 'monitoring',
      path: `/v3/projects/${project}/timeSeries`,
      query: {
        filter: `metric.type="monitoring.googleapis.com/uptime_check/check_passed" AND metric.label.check_id="${idOf(check)}"`,
        'interval.startTime': new Date(now - LOOK_BACK_MS).toISOString(),
        'interval.endTime': new Date(now).toISOString(),
      },
      call,
    })
    return timeSeries
  }

  return {
    async observe(_zone, record, call) {
      const targets = targetsOf(record).filter(({ health }) => health !== undefined)
      if (targets.length === 0) return []
      const known = await checks(call)
      const found = targets.flatMap((target) => {
        const check = known.find((each) => watches(each, record, target))
        return check === undefined ? [] : [{ target, check }]
      })
      return Promise.all(
        found.map(async ({ target, check }) => ({
          value: target.value,
          check: check.displayName ?? idOf(check),
          ...judge(await seriesOf(check, call)),
        })),
      )
    },
  }
}

function idOf(check: UptimeCheck): string {
  return check.name.slice(check.name.lastIndexOf('/') + 1)
}

function watches(check: UptimeCheck, record: RoutedRecord, target: Target): boolean {
  const host = check.monitoredResource?.labels?.host
  const { httpCheck, tcpCheck } = check
  const port = tcpCheck?.port ?? httpCheck?.port ?? (httpCheck?.useSsl === true ? 443 : 80)
  return (
    host !== undefined &&
    port === target.health?.port &&
    canonicalDnsValue(record.type, host) === canonicalDnsValue(record.type, target.value)
  )
}

/** The last point of each place that checks, in which the majority decides. */
function judge(series: readonly TimeSeries[]): Omit<TargetHealth, 'value' | 'check'> {
  // Points come newest first.
  const last = series.flatMap(({ points }) => points?.[0] ?? [])
  if (last.length === 0) return { health: 'unknown', vendorState: 'no result in the last 20 minutes' }
  const passing = last.filter(({ value }) => value?.boolValue === true).length
  const at = last
    .flatMap(({ interval }) => interval?.endTime ?? [])
    .sort()
    .at(-1)
  return {
    health: passing * 2 > last.length ? 'healthy' : 'unhealthy',
    vendorState: `passed in ${passing} of ${last.length} locations`,
    ...(at === undefined ? {} : { at }),
  }
}
