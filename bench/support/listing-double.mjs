// A double of S3: buckets of any number of equal objects that exist only in their listings, told in the words of the
// real protocol. It is what a sync of unchanged buckets asks for, without a million files. Run as a program:
// `node listing-double.mjs 1000000` prints its URL.
import { createServer } from 'node:http'

const PAGE = 1_000
const count = Number(process.argv[2] ?? 1_000)
/** Pages as they were written for the first bucket that asked: making them would cost more than sending them. */
const pages = new Map()
const objectXml = (index) =>
  `<Contents><Key>${keyOf(index)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${index.toString(16).padStart(32, '0')}&quot;</ETag><Size>${1_000 + (index % 9_000)}</Size><StorageClass>STANDARD</StorageClass></Contents>`

function keyOf(index) {
  const text = String(index).padStart(9, '0')
  return `data/${text.slice(0, 3)}/${text.slice(3, 6)}/object-${text}.bin`
}

/** Version 2 of the listing goes on at a token, version 1 behind a key. */
function startOf(parameters) {
  const behind = parameters.get('marker') || parameters.get('start-after')
  if (behind) return Number(/(\d+)\.bin$/.exec(behind)?.[1] ?? -1) + 1
  return Number(parameters.get('continuation-token') ?? 0)
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost')
  if (request.method !== 'GET' || url.pathname.split('/').filter(Boolean).length !== 1) {
    response.writeHead(request.method === 'HEAD' ? 200 : 404)
    response.end()
    return
  }
  const from = startOf(url.searchParams)
  const encoded = url.searchParams.has('encoding-type')
  const name = `${from} ${encoded}`
  const page = pages.get(name) ?? pageFrom(from, encoded)
  pages.set(name, page)
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': page.length })
  response.end(page)
})

function pageFrom(from, encoded) {
  const until = Math.min(count, from + PAGE)
  let body = ''
  for (let index = from; index < until; index += 1) body += objectXml(index)
  const next =
    until < count
      ? `<NextContinuationToken>${until}</NextContinuationToken><NextMarker>${keyOf(until - 1)}</NextMarker>`
      : ''
  const encoding = encoded ? '<EncodingType>url</EncodingType>' : ''
  return Buffer.from(
    `<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix>${encoding}<KeyCount>${until - from}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${until < count}</IsTruncated>${next}${body}</ListBucketResult>`,
  )
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
