/** Where the documents of one platform are in the coordination store. */
export interface RunKeys {
  /** Run lock, decision and epochs in one document, so that one compare-and-swap settles all three. */
  readonly control: string
  plan(hash: string): string
  readonly runs: string
  journal(runId: string): string
  entry(runId: string, sequence: number): string
  /** Who writes and who follows whom, as it was when the run ended. */
  topologyAfter(runId: string): string
  /** What a run turned out to have lost, written after it was over. */
  loss(runId: string): string
  readonly debts: string
  debt(id: string): string
  readonly units: string
  /** What is known of one deployed unit in one environment. */
  unit(environment: string, unit: string): string
  /** The configuration with which a unit was last well. */
  release(environment: string, unit: string): string
}

/** The keys of a platform; its name is escaped into the alphabet of the store. */
export function runKeys(platform: string): RunKeys {
  const root = keyWord(platform)
  const journal = (runId: string) => `${root}/runs/${keyWord(runId)}/journal/`
  return {
    control: `${root}/control`,
    plan: (hash) => `${root}/plans/${keyWord(hash)}`,
    runs: `${root}/runs/`,
    journal,
    entry: (runId, sequence) => `${journal(runId)}${String(sequence).padStart(6, '0')}`,
    topologyAfter: (runId) => `${root}/topologies/${keyWord(runId)}`,
    loss: (runId) => `${root}/runs/${keyWord(runId)}/loss`,
    debts: `${root}/debts/`,
    debt: (id) => `${root}/debts/${keyWord(id)}`,
    units: `${root}/units/`,
    release: (environment, unit) => `${root}/releases/${keyWord(environment)}/${keyWord(unit)}`,
    unit: (environment, unit) => `${root}/units/${keyWord(environment)}/${keyWord(unit)}`,
  }
}

/** Any text as one word of `[a-z0-9._-]`; different texts give different words. */
function keyWord(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[a-z0-9_-]/.test(character) ? character : `.${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}
