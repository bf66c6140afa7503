import { XMLBuilder, XMLParser } from 'fast-xml-parser'

export type XmlNode = { readonly [name: string]: unknown }

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

/** A document with one root of a namespace; lists are given as `{Member: [...]}`, undefined values are left out. */
export function renderXml(root: string, namespace: string | undefined, content: XmlNode): string {
  const tree = {
    [root]: {
      ...(namespace === undefined ? {} : { '@xmlns': namespace }),
      ...(withoutUndefined(content) as object),
    },
  }
  return `<?xml version="1.0"?>\n${builder.build(tree)}`
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, withoutUndefined(member)]),
  )
}

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
})

/** The content of a document's root element, or undefined where the text is not one well-formed document. */
export function parseXml(text: string): { root: string; content: XmlNode } | undefined {
  try {
    const parsed = parser.parse(text, true) as XmlNode
    const root = Object.keys(parsed).find((name) => name !== '?xml')
    if (root === undefined) return undefined
    const content = parsed[root]
    return { root, content: isNode(content) ? content : {} }
  } catch {
    return undefined
  }
}

function isNode(value: unknown): value is XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A child element with content of its own. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  const value = node?.[name]
  return isNode(value) ? value : undefined
}

/** The text of a child element; undefined where there is none. */
export function text(node: XmlNode | undefined, name: string): string | undefined {
  const value = node?.[name]
  return typeof value === 'string' ? value : undefined
}

/** The members of a list element (`<Changes><Change/>...`), none, one or many. */
export function members(node: XmlNode | undefined, name: string, member: string): readonly unknown[] {
  const value = child(node, name)?.[member]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
