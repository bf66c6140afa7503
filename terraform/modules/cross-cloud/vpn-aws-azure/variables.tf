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
  default     = "vpn-aws-azure"
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
  description = "Name of the VPN; null makes it `<platform>-<environment>-vpn-aws-azure`."
  type        = string
  default     = null
}

variable "aws_vpc_id" {
  description = "VPC that is joined."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.aws_vpc_id))
    error_message = "The VPC's id starts with vpc-."
  }
}

variable "aws_route_table_ids" {
  description = "Route tables that learn the routes to Azure; empty where another VPN of the VPC propagates into them already."
  type        = list(string)
  nullable    = false
}

variable "aws_vpn_gateway" {
  description = "VPN gateway that the VPC has already, with its ASN; null makes one."
  type = object({
    id  = string
    asn = number
  })
  default = null
}

variable "aws_asn" {
  description = "BGP number of the VPN gateway that is made."
  type        = number
  default     = 64512
  nullable    = false

  validation {
    condition     = var.aws_asn >= 64512 && var.aws_asn <= 65534 && !contains([65515, 65517, 65518, 65519, 65520], var.aws_asn)
    error_message = "The ASN is a private one, 64512 to 65534, and none of those that Azure keeps (65515, 65517 to 65520)."
  }
}

variable "aws_log_group_arn" {
  description = "CloudWatch log group for the tunnels' negotiations; null logs none."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Resource group that holds it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "The resource group is 1 to 90 letters, digits, underscores, hyphens, periods and parentheses, no period last."
  }
}

variable "location" {
  description = "Azure region, such as eastus or westus2."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "The location is the short form of a region, such as eastus or westus2."
  }
}

variable "azure_vpn_gateway" {
  description = "Azure's gateway with its ASN and the public addresses of its two instances (vpn-gateway: gateway)."
  type = object({
    id               = string
    asn              = number
    public_addresses = list(string)
  })
  nullable = false

  validation {
    condition     = length(var.azure_vpn_gateway.public_addresses) == 2 && var.azure_vpn_gateway.asn != try(var.aws_vpn_gateway.asn, var.aws_asn)
    error_message = "The gateway is active-active with two public addresses, and its ASN is another than that of AWS."
  }
}

variable "inside_cidrs" {
  description = "Ranges inside the tunnels, /30 of 169.254.21.0/24 and 169.254.22.0/24, two for the first instance, two for the second."
  type        = list(string)
  default     = ["169.254.21.0/30", "169.254.21.4/30", "169.254.22.0/30", "169.254.22.4/30"]
  nullable    = false

  validation {
    condition     = length(var.inside_cidrs) == 4 && length(distinct(var.inside_cidrs)) == 4 && alltrue([for cidr in var.inside_cidrs : can(regex("^169\\.254\\.2[12]\\.[0-9]+/30$", cidr)) && try(cidrhost(cidr, 0) == split("/", cidr)[0], false)])
    error_message = "There are four different /30 ranges of those that Azure takes, 169.254.21.0 to 169.254.22.255."
  }
}
