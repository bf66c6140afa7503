import type { CoordinationStore } from '../../../../src/core/runs/coordination-store.ts'

/** A coordination store in memory: test double of a store that works. */
export function memoryStore(): CoordinationStore {
  const documents = new Map<string, { value: unknown; version: string }>()
  let writes = 0
  return {
    describe: 'memory',
    read: async (key) => structuredClone(documents.get(key)),
    create: async (key, value) => {
      if (documents.has(key)) return 'exists'
      documents.set(key, { value: structuredClone(value), version: String(++writes) })
      return 'created'
    },
    replace: async (key, value, version) => {
      if (documents.get(key)?.version !== version) return 'conflict'
      documents.set(key, { value: structuredClone(value), version: String(++writes) })
      return 'replaced'
    },
    list: async (prefix) => [...documents.keys()].filter((key) => key.startsWith(prefix)).sort(),
  }
}
