/**
 * Buffers for the parts of large objects, lent again as soon as one is given back: left to the garbage collector,
 * those that have been sent would outweigh those in use.
 */
export class PartBuffers {
  #bytes = 0
  #free: Buffer[] = []

  take(bytes: number): Buffer {
    return (bytes === this.#bytes ? this.#free.pop() : undefined) ?? Buffer.allocUnsafeSlow(bytes)
  }

  /** Only for a buffer that nobody reads or writes any more; buffers of another size than the last are let go. */
  giveBack(buffer: Buffer): void {
    if (buffer.length !== this.#bytes) {
      this.#bytes = buffer.length
      this.#free = []
    }
    this.#free.push(buffer)
  }
}
