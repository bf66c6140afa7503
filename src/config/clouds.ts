export const CLOUDS = ['aws', 'gcp', 'azure'] as const

export type Cloud = (typeof CLOUDS)[number]
