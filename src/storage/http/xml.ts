/** Text of the first element of that name, which holds no other of its name; undefined where there is none. */
export function readElement(text: string, name: string): string | undefined {
  const start = text.indexOf(`<${name}>`)
  if (start < 0) return undefined
  const end = text.indexOf(`</${name}>`, start)
  return end < 0 ? undefined : text.slice(start + name.length + 2, end)
}

/** Inner text of each element of that name, which holds no other of its name. */
export function* readElements(text: string, name: string): Generator<string> {
  const open = `<${name}>`
  const close = `</${name}>`
  for (let from = 0; ; ) {
    const start = text.indexOf(open, from)
    if (start < 0) return
    const end = text.indexOf(close, start)
    if (end < 0) return
    yield text.slice(start + open.length, end)
    from = end + close.length
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return ENTITIES[name] ?? whole
  })
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\t]/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

/** True for texts that XML 1.0 cannot hold, escaped or not. */
export function isOutsideXml(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)
}
