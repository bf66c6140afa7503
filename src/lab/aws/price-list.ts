import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { jsonBody } from './cost-explorer.ts'
import { type LabProduct, PRODUCTS } from './price-list-products.ts'
import type { AwsState } from './state.ts'
import { AwsFault } from './wire.ts'

const TARGET = 'AWSPriceListService.GetProducts'
const MOST_RESULTS = 100

/** Price List Query API: GetProducts with TERM_MATCH filters and pages, over the lab's own products. @throws AwsFault */
export function handlePriceList(state: AwsState, host: LabHost, request: LabRequest): LabResponse {
  const target = request.headers['x-amz-target'] ?? ''
  if (target !== TARGET) {
    throw new AwsFault(400, 'UnknownOperationException', `This lab does not model ${target}.`)
  }
  const { ServiceCode, Filters, FormatVersion, MaxResults, NextToken } = jsonBody(request)
  if (FormatVersion !== undefined && FormatVersion !== 'aws_v1') throw invalid('Format version is not valid.')
  const most = MaxResults === undefined ? MOST_RESULTS : Number(MaxResults)
  if (!Number.isInteger(most) || most < 1 || most > MOST_RESULTS) {
    throw invalid(`MaxResults must be between 1 and ${MOST_RESULTS}.`)
  }
  if (!PRODUCTS.some(({ service }) => service === ServiceCode)) {
    throw new AwsFault(400, 'NotFoundException', `Service code ${String(ServiceCode)} is not found.`)
  }
  const filters = readFilters(Filters)
  const found = PRODUCTS.filter(
    (product) =>
      product.service === ServiceCode &&
      filters.every(({ field, value }) => attributesOf(product, state.region)[field] === value),
  )
  const from = NextToken === undefined ? 0 : Number(Buffer.from(String(NextToken), 'base64').toString())
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsFault(400, 'InvalidNextTokenException', 'The pagination token is invalid.')
  }
  const until = from + most
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUuid(host) },
    body: JSON.stringify({
      FormatVersion: 'aws_v1',
      ...(until < found.length ? { NextToken: Buffer.from(String(until)).toString('base64') } : {}),
      // Each product is JSON inside JSON.
      PriceList: found.slice(from, until).map((product) => JSON.stringify(documentOf(product, state.region))),
    }),
  }
}

function readFilters(filters: unknown): { field: string; value: string }[] {
  if (filters === undefined) return []
  if (!Array.isArray(filters)) throw invalid('Filters must be a list.')
  return filters.map((one: { Type?: unknown; Field?: unknown; Value?: unknown }) => {
    if (one?.Type !== 'TERM_MATCH') throw invalid('Input Filter Type is not valid.')
    if (typeof one.Field !== 'string' || typeof one.Value !== 'string') {
      throw invalid('Input Filters Field and Value must be text.')
    }
    return { field: one.Field, value: one.Value }
  })
}

function attributesOf(product: LabProduct, region: string): Readonly<Record<string, string>> {
  const place =
    product.service === 'AWSDataTransfer'
      ? { fromRegionCode: region }
      : product.global === true
        ? {}
        : { regionCode: region }
  return {
    servicecode: product.service,
    ...place,
    ...(product.family === undefined ? {} : { productFamily: product.family }),
    ...product.attributes,
  }
}

function documentOf(product: LabProduct, region: string) {
  const { productFamily, ...attributes } = attributesOf(product, region)
  const term = `${product.sku}.JRTCKXETXF`
  return {
    product: { productFamily, attributes, sku: product.sku },
    serviceCode: product.service,
    terms: {
      OnDemand: {
        [term]: {
          sku: product.sku,
          offerTermCode: 'JRTCKXETXF',
          effectiveDate: '2026-11-01T00:00:00Z',
          termAttributes: {},
          priceDimensions: Object.fromEntries(
            product.steps.map(([begin, usd], index) => [
              `${term}.STEP${index}`,
              {
                rateCode: `${term}.STEP${index}`,
                unit: product.unit,
                beginRange: String(begin),
                endRange: String(product.steps[index + 1]?.[0] ?? 'Inf'),
                description: `$${usd} per ${product.unit}`,
                appliesTo: [],
                pricePerUnit: { USD: usd },
              },
            ]),
          ),
        },
      },
    },
    version: '20261101000000',
    publicationDate: '2026-11-01T00:00:00Z',
  }
}

function invalid(message: string): AwsFault {
  return new AwsFault(400, 'InvalidParameterException', message)
}
