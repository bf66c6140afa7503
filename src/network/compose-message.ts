import type { NotificationChannel } from '../config/platform.ts'
import type { Message } from '../core/notify/notifier.ts'
import { McloudError } from '../errors/mcloud-error.ts'

/** One POST of JSON. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue'

/**
 * Puts a message into the form of its channel; pure.
 * Slack: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 * @throws McloudError UNSUPPORTED for mail, CONFIG_INVALID where a variable of the channel is not set
 */
export function compose(
  { name, kind, settings }: NotificationChannel,
  message: Message,
  pagerDutyUrl: string,
): Post {
  const { text, platform, severity, runId } = message
  switch (kind) {
    case 'slack':
      return {
        url: settings.url ?? '',
        headers: {},
        body: {
          text: `[${platform}] ${text}`,
          ...(settings.channel === undefined ? {} : { channel: settings.channel }),
        },
      }
    case 'pagerduty':
      return {
        url: pagerDutyUrl,
        headers: {},
        body: {
          routing_key: settings.routingKey,
          event_action: 'trigger',
          dedup_key: `mcloud:${platform}:${runId}`,
          payload: {
            summary: text.slice(0, 1024),
            source: platform,
            severity,
            custom_details: { run: runId },
          },
        },
      }
    case 'webhook':
      return {
        url: settings.url ?? '',
        headers: settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` },
        body: message,
      }
    case 'email':
      throw new McloudError({ code: 'UNSUPPORTED', message: `This version sends no mail (channel ${name}).` })
  }
}
