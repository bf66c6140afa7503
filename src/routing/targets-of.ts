import type { RoutedRecord, Target } from '../providers/provider.ts'

/** All targets of a record in its order, the fallback of a geolocation policy last. */
export function targetsOf({ routing }: Pick<RoutedRecord, 'routing'>): readonly Target[] {
  if (routing.policy === 'simple') return [routing.target]
  if (routing.policy === 'geolocation') return [...routing.rules.map((rule) => rule.target), routing.fallback]
  return routing.targets
}
