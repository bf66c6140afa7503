/** What the lab's Kubernetes API server holds; plain JSON, in the shapes of the API. */
export interface KubernetesState {
  /** The last resource version that was given out. */
  revision: number
  namespaces: string[]
  objects: KubernetesObject[]
}

export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: 'ConfigMap' | 'Lease'
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly uid: string
    readonly resourceVersion: string
    readonly creationTimestamp: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [member: string]: unknown
}

export function emptyKubernetesState(): KubernetesState {
  return { revision: 1, namespaces: ['default', 'mcloud'], objects: [] }
}
