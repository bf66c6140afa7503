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
      rows: [
        [
          { text: 'aws', tone: 'good' },
          { text: '1,234.56', value: '1234.5600000001', tone: 'bad' },
        ],
      ],
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

/** Runs in the browser: shows a page inside itself and measures what it has drawn. */
const PROBE = `
  const shown = new DOMParser().parseFromString(page, 'text/html');
  document.head.append(...shown.querySelectorAll('style'));
  document.body.append(...shown.body.childNodes);
  const all = (name) => [...document.querySelectorAll(name)];
  const drawn = (name) => all(name).filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0 }).length;
  const rgb = (text) => text.match(/[0-9.]+/g).slice(0, 3).map((part) => { const share = part / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4 });
  const light = (text) => { const [red, green, blue] = rgb(text); return 0.2126 * red + 0.7152 * green + 0.0722 * blue };
  const ratio = (one, other) => { const [low, high] = [light(one), light(other)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05) };
  const paper = getComputedStyle(document.querySelector('section')).backgroundColor;
  const inks = ['td', 'thead th', 'li', 'figcaption', '.good', '.bad', '.warn', 'summary'].flatMap(all).map((one) => getComputedStyle(one).color).concat(all('svg text').map((one) => getComputedStyle(one).fill));
  document.title = JSON.stringify({ svg: drawn('svg'), dots: drawn('circle'), bars: drawn('rect'), lines: drawn('polyline'), rows: all('tbody tr').length, figures: all('section').filter((one) => one.querySelector('svg')).map((one) => one.querySelectorAll('details tbody tr').length), heading: document.querySelector('h1').textContent, requests: performance.getEntriesByType('resource').length, overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth), contrast: Math.min(...inks.map((ink) => ratio(ink, paper))) });
`

describe.skipIf(browser === undefined)('the page of costs in a real browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-page-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = (path: string, ...more: readonly string[]) =>
    execFileSync(
      browser ?? '',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${folder}/profile`,
        ...more,
        '--dump-dom',
        pathToFileURL(path).href,
      ],
      { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] },
    )

  /** What the browser itself has measured; it tells it in a title. */
  function measured(...more: readonly string[]) {
    const page = JSON.stringify(toHtml(document)).replaceAll('</', '<\\/')
    const path = join(folder, 'probe.html')
    writeFileSync(
      path,
      `<!doctype html><meta name="viewport" content="width=device-width"><body><script>const page = ${page};${PROBE}</script>`,
    )
    const title = /<title>(\{.*?\})<\/title>/.exec(run(path, ...more))?.[1] ?? '{}'
    return JSON.parse(title.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
  }

  it('is shown with its tables and charts, and asks nobody for anything', () => {
    const page = join(folder, 'costs.html')
    writeFileSync(page, toHtml(document))
    expect(run(page)).toContain('<svg viewBox=')
    expect(measured()).toEqual({
      svg: 2,
      dots: 39,
      bars: 5,
      // The gap parts the line in two.
      lines: 2,
      rows: 2 + points.length,
      // Each chart has its figures beside it: bars in the table of their section, a line in one of its own.
      figures: [points.length, 0],
      heading: 'Costs of <shop> & "others"',
      requests: 0,
      overflow: 0,
      contrast: expect.any(Number),
    })
  }, 120_000)

  it.each([
    ['a dark screen', '--blink-settings=preferredColorScheme=0'],
    ['a light screen', '--blink-settings=preferredColorScheme=1'],
    ['a telephone', '--window-size=500,900'],
  ])(
    'can be read on %s',
    (_, option) => {
      const { contrast, overflow } = measured(option)
      // https://www.w3.org/WAI/WCAG22/Understanding/contrast-minimum.html
      expect(contrast).toBeGreaterThanOrEqual(4.5)
      expect(overflow).toBe(0)
    },
    120_000,
  )
})
