locals {
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-network"), 0, 48)

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

data "aws_region" "current" {}

locals {
  # One list of blocks a tier, so that a zone added later moves nothing: four blocks a tier, the last four stay free.
  subnets = { for tier, first in { private = 0, public = 4, database = 8 } : tier => {
    for index, zone in var.availability_zones : zone => cidrsubnet(var.cidr, 4, first + index)
  } }

  nat_zones = {
    none     = []
    single   = slice(var.availability_zones, 0, 1)
    per_zone = var.availability_zones
  }[var.nat]
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = merge(local.tags, { Name = local.name })
}

# Whoever forgets to name a security group gets one that allows nothing.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${local.name}-default-closed" })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = local.name })
}

resource "aws_subnet" "public" {
  for_each = local.subnets.public

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = merge(local.tags, { Name = "${local.name}-public-${each.key}", tier = "public", "kubernetes.io/role/elb" = "1" })
}

resource "aws_subnet" "private" {
  for_each = local.subnets.private

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = merge(local.tags, { Name = "${local.name}-private-${each.key}", tier = "private", "kubernetes.io/role/internal-elb" = "1" })
}

resource "aws_subnet" "database" {
  for_each = local.subnets.database

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = merge(local.tags, { Name = "${local.name}-database-${each.key}", tier = "database" })
}
