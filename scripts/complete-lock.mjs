// Adds to package-lock.json the platform packages that npm left out because the registry in use did not have them
// when the lock was written. `npm ci` refuses a lock without them, on every machine, even where they are not needed.
// Run it after `npm install`; it changes nothing where nothing is missing.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
]
const PROCESSORS = [
  'arm64',
  'x64',
  'arm',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
]

/** Where node looks for a dependency of the package at `place`: its own folder first, then outwards. */
function find(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (lock.packages[candidate] !== undefined) return candidate
    if (at === '') return undefined
  }
}

const words = (name) => name.replace(/^.*\//, '').split(/[-_.]/)

let added = 0
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const wanted = version.replace(/^[\^~]/, '')
    const found = find(place, name)
    if (found !== undefined && lock.packages[found].version === wanted) continue
    const parts = words(name)
    const os = SYSTEMS.filter((system) => parts.includes(system))
    const cpu = PROCESSORS.filter((processor) => parts.includes(processor))
    if (os.length === 0 && cpu.length === 0) {
      console.error(`${name} (optional, of ${place || 'the project'}) names no platform and is left out`)
      continue
    }
    const parent = found === undefined ? '' : `${place}/`
    lock.packages[`${parent}node_modules/${name}`] = {
      version: wanted,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
    }
    added += 1
  }
}
if (added > 0) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
}
console.error(`${added} platform packages added to package-lock.json`)
