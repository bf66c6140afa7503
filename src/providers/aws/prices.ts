import { SignatureV4 } from '@smithy/signature-v4'
import Big from 'big.js'
import { HttpRefusal, makeHttpJson } from '../calls/http-json.ts'
import { chooseOffer, mapAtOnce, type Offer, refusedQuestion } from '../calls/price-quotes.ts'
import { send } from '../calls/send.ts'
import type { Call, PriceQuote, Prices } from '../provider.ts'
import { awsPriceQuery } from './price-queries.ts'
import type { AwsPriceQuery } from './price-query.ts'
import type { AwsSession } from './session.ts'
import { Sha256 } from './sha256.ts'
import { sortAwsError } from './sort-error.ts'

/** The API has its endpoints in a few regions only. https://docs.aws.amazon.com/general/latest/gr/billing.html */
const REGION = 'us-east-1'
const HOST = `https://api.pricing.${REGION}.amazonaws.com`
const AT_ONCE = 6
/** Products that one question may have: more of them mean that it was not the right one. */
const MOST_PAGES = 30

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html */
interface ProductsAnswer {
  readonly PriceList?: readonly string[]
  readonly NextToken?: string
}

interface Product {
  readonly product?: { readonly sku?: string; readonly attributes?: Readonly<Record<string, string>> }
  readonly terms?: { readonly OnDemand?: Readonly<Record<string, Term>> }
}

interface Term {
  readonly priceDimensions?: Readonly<Record<string, PriceDimension>>
}

interface PriceDimension {
  readonly unit?: string
  readonly beginRange?: string
  readonly pricePerUnit?: Readonly<Record<string, string>>
}

/** Public prices by the AWS Price List Query API, which charges nothing. */
export async function makePriceListPrices(session: AwsSession): Promise<Prices> {
  const credentials = await session.credentials()
  const signer = new SignatureV4({ service: 'pricing', region: REGION, credentials, sha256: Sha256 })
  const http = makeHttpJson(() => session.trustedAuthority())
  const base = session.endpoints.of('pricing') ?? HOST

  const ask = (body: string, call: Call): Promise<ProductsAnswer> =>
    send<ProductsAnswer>({
      cloud: 'aws',
      name: 'GetProducts',
      kind: 'read',
      call,
      sort: (error) => sortAwsError(wordingOf(error), 'pricing:GetProducts'),
      send: async (signal) => {
        const url = new URL(base)
        session.endpoints.guard(url)
        const signed = await signer.sign({
          method: 'POST',
          protocol: url.protocol,
          hostname: url.hostname,
          path: '/',
          query: {},
          headers: {
            host: url.host,
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': 'AWSPriceListService.GetProducts',
          },
          body,
        })
        const { host: _, ...headers } = signed.headers
        const answer = await http({ method: 'POST', url: `${url.origin}/`, headers, body, signal })
        return (answer.json ?? {}) as ProductsAnswer
      },
    })

  const products = async (query: AwsPriceQuery, region: string, call: Call): Promise<Product[]> => {
    const filters = { ...query.filters, ...(query.global === true ? {} : regionFilter(query, region)) }
    const found: Product[] = []
    let token: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await ask(
        JSON.stringify({
          ServiceCode: query.service,
          Filters: Object.entries(filters).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value })),
          FormatVersion: 'aws_v1',
          MaxResults: 100,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        call,
      )
      for (const text of answer.PriceList ?? []) found.push(readProduct(text))
      token = answer.NextToken
      if (token === undefined || token === '') break
    }
    return found
  }

  return {
    async quote(wants, call) {
      const asked = new Map<string, Promise<Product[]>>()
      const once = (query: AwsPriceQuery, region: string) => {
        const key = JSON.stringify([query.service, query.filters, region])
        const known = asked.get(key) ?? products(query, region, call)
        asked.set(key, known)
        return known
      }
      return mapAtOnce(wants, AT_ONCE, async ({ key, region }): Promise<PriceQuote> => {
        const query = awsPriceQuery(key)
        if (query === undefined) return { kind: 'not-asked' }
        const answer = await once(query, region).catch(refusedQuestion)
        if (!Array.isArray(answer)) return answer
        const offers = answer
          .filter(({ product }) => matches(product?.attributes ?? {}, query))
          .flatMap((product) => offerOf(product, `${base}/#GetProducts/${query.service}`))
        return chooseOffer(offers, query)
      })
    },
  }
}

/** Data transfer is priced by where it comes from. */
function regionFilter({ service }: AwsPriceQuery, region: string): Readonly<Record<string, string>> {
  return service === 'AWSDataTransfer' ? { fromRegionCode: region } : { regionCode: region }
}

/** Each product comes as JSON inside JSON. */
function readProduct(text: unknown): Product {
  try {
    return (typeof text === 'string' ? JSON.parse(text) : text) as Product
  } catch {
    return {}
  }
}

function matches(attributes: Readonly<Record<string, string>>, { match = {} }: AwsPriceQuery): boolean {
  return Object.entries(match).every(([name, pattern]) => pattern.test(attributes[name] ?? ''))
}

/** The first step of a price that is not free: what is free is counted by those who price usage. */
function offerOf({ product, terms }: Product, url: string): Offer[] {
  const dimensions = Object.values(terms?.OnDemand ?? {}).flatMap(({ priceDimensions = {} }) =>
    Object.values(priceDimensions),
  )
  const steps = dimensions
    .flatMap(({ unit = '', beginRange = '0', pricePerUnit = {} }) => {
      const usd = pricePerUnit.USD
      return usd === undefined || !/^\d+(\.\d+)?$/.test(usd)
        ? []
        : [{ unit, begin: Number(beginRange), usd: new Big(usd) }]
    })
    .toSorted((one, other) => one.begin - other.begin)
  const step = steps.find(({ usd }) => usd.gt(0)) ?? steps[0]
  return step === undefined || product?.sku === undefined
    ? []
    : [{ sku: product.sku, url, unit: step.unit, usd: step.usd }]
}

/** What the JSON protocol says of an error, in the form of the SDK's. */
function wordingOf(error: unknown): unknown {
  if (!(error instanceof HttpRefusal)) return error
  const { status, headers, json } = error.answer
  const body = (json ?? {}) as { __type?: string; message?: string; Message?: string }
  const requestId = headers['x-amzn-requestid']
  return {
    name: body.__type?.split('#').at(-1) ?? `HTTP ${status}`,
    message: body.message ?? body.Message ?? '',
    $metadata: { httpStatusCode: status, ...(typeof requestId === 'string' ? { requestId } : {}) },
  }
}
