import type { CostDocument } from './document.ts'

export function toHtml(document: CostDocument): string {
  return document.title
}
