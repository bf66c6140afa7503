/** What a cost command shows, said once and drawn as text, CSV, Markdown or a page for a browser. */
export interface CostDocument {
  readonly title: string
  /** The one sentence that matters. */
  readonly headline: string
  readonly tone: Tone
  readonly sections: readonly DocumentSection[]
  readonly notes: readonly string[]
}

export type Tone = 'good' | 'bad' | 'warn' | 'plain'

export interface DocumentSection {
  readonly title: string
  readonly columns: readonly DocumentColumn[]
  readonly rows: readonly (readonly DocumentCell[])[]
  readonly chart?: DocumentChart
  /** Left out of CSV, which holds one table. */
  readonly secondary?: boolean
}

export interface DocumentColumn {
  readonly title: string
  /** Figures stand on the right. */
  readonly figure?: boolean
}

/** `value` is what a program reads, such as an exact amount; `text` what people read. */
export interface DocumentCell {
  readonly text: string
  readonly value?: string
  readonly tone?: Tone
}

export type DocumentChart =
  | { readonly kind: 'line'; readonly unit: string; readonly points: readonly ChartPoint[] }
  | { readonly kind: 'bars'; readonly unit: string; readonly points: readonly ChartPoint[] }

export interface ChartPoint {
  readonly label: string
  /** null: no figure, which is drawn as a gap. */
  readonly value: number | null
  /** Not charged yet. */
  readonly foretold?: boolean
  /** Bounds of an interval. */
  readonly low?: number
  readonly high?: number
}
