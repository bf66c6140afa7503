import type { NotificationChannel } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'

/** What people are told; holds no secret. */
export interface Message {
  readonly platform: string
  readonly text: string
  readonly runId: string
  readonly severity: 'info' | 'warning' | 'error' | 'critical'
}

/** Tells people; never rejects, because nobody's run depends on it. */
export interface Notifier {
  send(channel: NotificationChannel, message: Message, call: Call): Promise<Sent>
}

/** Reasons name neither address nor key of the channel. */
export type Sent = { readonly sent: true } | { readonly sent: false; readonly reason: string }
