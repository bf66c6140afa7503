import { HttpRefusal } from '../calls/http-json.ts'

/** IAM's own word for a refusal. */
export function iamCodeOf(error: unknown): string | undefined {
  const cause = (error as { cause?: unknown }).cause ?? error
  return cause instanceof HttpRefusal ? /<Code>([^<]*)<\/Code>/.exec(cause.answer.text)?.[1] : undefined
}
