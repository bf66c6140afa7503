variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` tag."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.platform))
    error_message = "The platform is 2 to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "Name of the environment, such as dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,11}$", var.environment))
    error_message = "The environment is 2 to 12 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "unit" {
  description = "Terraform root that this belongs to; the value of the `unit` tag."
  type        = string
  default     = "network"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` tag."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further tags, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the network; null makes it `<platform>-<environment>-network`."
  type        = string
  default     = null
}

variable "cidr" {
  description = "Address range of the VPC; every tier and zone takes a sixteenth of it."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "The range is an IPv4 CIDR block of /16 to /24."
  }
}

variable "availability_zones" {
  description = "Two to four zones of the region, each of which gets a subnet of every tier."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 4 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "Two to four different availability zones are given."
  }
}

variable "nat" {
  description = "Way out of the private subnets: `per_zone` survives the loss of a zone, `single` costs one gateway, `none` has no way out."
  type        = string
  default     = "per_zone"
  nullable    = false

  validation {
    condition     = contains(["none", "single", "per_zone"], var.nat)
    error_message = "The way out is none, single or per_zone."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached without leaving the VPC, by their last words, such as ecr.api or secretsmanager; S3 and DynamoDB always are."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "flow_log_retention_days" {
  description = "Days for which the record of all connections is kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "log_kms_key_arn" {
  description = "Customer-managed key for the flow log, which must allow the logs service; null uses the key that CloudWatch Logs manages."
  type        = string
  default     = null
}
