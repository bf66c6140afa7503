/** Lets so many do something at a time; the others wait in the order in which they came. */
export function makeSlots(count: number) {
  const waiting: (() => void)[] = []
  let free = count

  return async function withSlot<T>(work: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
