import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { CostDocument } from '../../src/core/cost/document/document.ts'
import { toHtml } from '../../src/core/cost/document/html.ts'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

function findBrowser(): string | undefined {
  const found = BROWSERS.find((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
  if (found === undefined && process.env.MCLOUD_REQUIRE_TOOLS === '1') {
    throw new Error(`one of ${BROWSERS.join(', ')} is required by MCLOUD_REQUIRE_TOOLS=1`)
  }
  return found
}

const browser = findBrowser()

const points = Array.from({ length: 40 }, (_, day) => ({
  label: `day ${day}`,
  value: day === 20 ? null : 100 + 30 * Math.sin(day / 3),
}))

const document: CostDocument = {
  title: 'Costs of <shop> & "others"',
  headline: '1,234.56 USD',
  tone: 'warn',
  sections: [
    {
      title: 'By cloud',
      columns: [{ title: 'cloud' }, { title: 'cost', figure: true }],
      rows: [[{ text: 'aws' }, { text: '1,234.56', value: '1234.5600000001' }]],
      chart: { kind: 'line', unit: 'USD', points },
    },
    {
      title: 'Left',
      columns: [{ title: 'phase' }],
      rows: [[{ text: 'now' }]],
      chart: { kind: 'bars', unit: 'USD', points: points.slice(0, 5) },
    },
  ],
  notes: ['a note'],
}

describe.skipIf(browser === undefined)('the page of costs in a real browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-page-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is shown with its tables and charts, and asks nobody for anything', () => {
    // Measured by the browser itself: a second page shows the first and writes down what it has drawn.
    const page = join(folder, 'costs.html')
    writeFileSync(page, toHtml(document))
    const probe = `<!doctype html><body><script>
      const page = ${JSON.stringify(toHtml(document)).replaceAll('</', '<\\/')};
      const shown = new DOMParser().parseFromString(page, 'text/html');
      document.body.append(...shown.body.childNodes);
      const box = (name) => [...document.querySelectorAll(name)].map((one) => one.getBoundingClientRect()).filter((one) => one.width > 0 && one.height > 0).length;
      document.title = JSON.stringify({ svg: box('svg'), dots: box('circle'), bars: box('rect'), lines: box('polyline'), rows: document.querySelectorAll('tbody tr').length, heading: document.querySelector('h1').textContent, requests: performance.getEntriesByType('resource').length });
    </script>`
    const probePage = join(folder, 'probe.html')
    writeFileSync(probePage, probe)
    const run = (path: string) =>
      execFileSync(
        browser ?? '',
        [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          `--user-data-dir=${folder}/profile`,
          '--dump-dom',
          pathToFileURL(path).href,
        ],
        { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] },
      )
    expect(run(page)).toContain('<svg viewBox=')
    const title = /<title>(\{.*?\})<\/title>/
      .exec(run(probePage))?.[1]
      ?.replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    expect(JSON.parse(title ?? '{}')).toEqual({
      svg: 2,
      dots: 39,
      bars: 5,
      // The gap parts the line in two.
      lines: 2,
      rows: 2,
      heading: 'Costs of <shop> & "others"',
      requests: 0,
    })
  }, 120_000)
})
