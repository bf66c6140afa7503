import type { LabRequestHead } from '../cloud.ts'

/** The path of a request as it was sent, without its query. */
export function pathOf(request: LabRequestHead): string {
  return request.url.split('?')[0] ?? ''
}

/** The decoded segments of the path, empty ones left out; one that is badly encoded stays as it is. */
export function pathSegments(request: LabRequestHead): string[] {
  return pathOf(request)
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      try {
        return decodeURIComponent(segment)
      } catch {
        return segment
      }
    })
}

/** The query of a request. */
export function queryOf(request: LabRequestHead): URLSearchParams {
  return new URLSearchParams(request.url.split('?')[1] ?? '')
}
