import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Runs mcloud once, as it was built; its peak memory is read from the kernel while it runs. */
export function runMeasured(root, words, cwd, codes = [0]) {
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('run `npm run build` first')
  return new Promise((resolve, reject) => {
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
    const start = performance.now()
    const child = spawn(process.execPath, [join(root, 'bin', 'mcloud.js'), ...words], {
      cwd,
      env: { ...env, XDG_DATA_HOME: cwd },
    })
    let stdout = ''
    let kilobytes = 0
    const look = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
        kilobytes = Math.max(kilobytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
      } catch {
        // It has ended.
      }
    }, 20)
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(look)
      const seconds = (performance.now() - start) / 1000
      if (codes.includes(code)) resolve({ stdout, seconds, megabytes: kilobytes / 1024 })
      else reject(new Error(`mcloud ${words.join(' ')} ended with ${code}: ${stdout.slice(0, 500)}`))
    })
  })
}
