import type { Cloud } from '../../../config/clouds.ts'
import { type Component, product, type UsageWord } from './component.ts'
import type { Attributes } from './plan-json.ts'

/** A resource as it is before or after a change, with what pricing asks of it. */
export interface PricedResource {
  readonly address: string
  readonly type: string
  readonly cloud: Cloud
  readonly region: string | undefined
  text(name: string): string | undefined
  number(name: string): number | undefined
  flag(name: string): boolean
  list(name: string): readonly unknown[]
  /** Nested blocks, none where there are none. */
  blocks(name: string): readonly Block[]
  block(name: string): Block | undefined
  /** The text, or the end of pricing with the reason. */
  needs(name: string): string
  /** A quantity that only usage tells; without an assumption it stays open. */
  perUse(name: string, key: string, usage: UsageWord): Component
  /** The resources that an attribute refers to. */
  referred(attribute: string): readonly PricedResource[]
}

export interface Block {
  text(name: string): string | undefined
  number(name: string): number | undefined
  flag(name: string): boolean
  list(name: string): readonly unknown[]
  blocks(name: string): readonly Block[]
  block(name: string): Block | undefined
}

/** How the resources of one type are priced; throws Unpriceable where it cannot be told. */
export type Pricing = (resource: PricedResource) => readonly Component[]

/** Why a resource of a known type has no price. */
export class Unpriceable extends Error {}

export function blockOf(values: Attributes): Block {
  const blocks = (name: string): readonly Block[] => {
    const value = values[name]
    const items = Array.isArray(value) ? value : value !== null && typeof value === 'object' ? [value] : []
    return items
      .filter((item) => item !== null && typeof item === 'object')
      .map((item) => blockOf(item as Attributes))
  }
  return {
    text: (name) => {
      const value = values[name]
      return typeof value === 'string' && value !== ''
        ? value
        : typeof value === 'number'
          ? String(value)
          : undefined
    },
    number: (name) => {
      const value = values[name]
      if (typeof value === 'number') return value
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
        ? Number(value)
        : undefined
    },
    flag: (name) => values[name] === true,
    list: (name) => (Array.isArray(values[name]) ? (values[name] as unknown[]) : []),
    blocks,
    block: (name) => blocks(name)[0],
  }
}

export interface ResourceInput {
  readonly address: string
  readonly type: string
  readonly cloud: Cloud
  readonly region: string | undefined
  readonly values: Attributes
  /** Attributes that are known only after the apply. */
  readonly unknown: unknown
  readonly usage: Readonly<Record<string, number>>
  readonly referred: (attribute: string) => readonly PricedResource[]
  /** Told each word of usage that is asked for. */
  readonly asked?: (word: string) => void
}

export function makeResource(input: ResourceInput): PricedResource {
  const { address, type, cloud, region, values, unknown, usage, referred } = input
  const block = blockOf(values)
  return {
    ...block,
    address,
    type,
    cloud,
    region,
    needs: (name) => {
      const value = block.text(name)
      if (value !== undefined) return value
      const later = (unknown as Record<string, unknown> | null | undefined)?.[name] === true
      throw new Unpriceable(later ? `${name} is known only after the apply` : `${name} is not set`)
    },
    perUse: (name, key, word) => {
      input.asked?.(word.name)
      const told = usage[word.name]
      return {
        name,
        key,
        usage: word.name,
        ...(told === undefined ? {} : { quantity: product(told, word.scale) }),
      }
    },
    referred,
  }
}
