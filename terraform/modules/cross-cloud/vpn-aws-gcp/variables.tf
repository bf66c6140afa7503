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
  default     = "vpn-aws-gcp"
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
  description = "Name of the VPN; null makes it `<platform>-<environment>-vpn-aws-gcp`."
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

variable "aws_cidrs" {
  description = "Ranges of the VPC, for Google's firewall."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.aws_cidrs) > 0 && alltrue([for cidr in var.aws_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "There is at least one IPv4 CIDR, and none is the whole Internet."
  }
}

variable "aws_route_table_ids" {
  description = "Route tables that learn the routes to Google."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.aws_route_table_ids) > 0
    error_message = "At least one route table must learn the way back."
  }
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
    condition     = var.aws_asn >= 64512 && var.aws_asn <= 65534
    error_message = "The ASN is a private one, 64512 to 65534."
  }
}

variable "aws_log_group_arn" {
  description = "CloudWatch log group for the tunnels' negotiations; null logs none."
  type        = string
  default     = null
}

variable "gcp_network" {
  description = "Id or self link of the network that is joined."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("projects/[^/]+/global/networks/[^/]+$", var.gcp_network))
    error_message = "The network is given as projects/PROJECT/global/networks/NAME or as its self link."
  }
}

variable "gcp_region" {
  description = "Region of Google's side."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.gcp_region))
    error_message = "The region is of the form us-central1."
  }
}

variable "gcp_asn" {
  description = "BGP number of the Cloud Router."
  type        = number
  default     = 64520
  nullable    = false

  validation {
    condition     = var.gcp_asn >= 64512 && var.gcp_asn <= 65534 && var.gcp_asn != try(var.aws_vpn_gateway.asn, var.aws_asn)
    error_message = "The ASN is a private one, 64512 to 65534, and another than that of AWS."
  }
}

variable "gcp_advertised_cidrs" {
  description = "Ranges to announce beside the network's subnets, such as that of private services access."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.gcp_advertised_cidrs : can(cidrnetmask(cidr))])
    error_message = "Each range is an IPv4 CIDR."
  }
}

variable "gcp_firewall_ports" {
  description = "TCP ports of Google's network that AWS may reach; empty opens none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for port in var.gcp_firewall_ports : can(regex("^[0-9]{1,5}(-[0-9]{1,5})?$", port))])
    error_message = "A port is a number or a range such as 8000-8080."
  }
}

variable "inside_cidrs" {
  description = "Ranges inside the four tunnels, /30 of 169.254.0.0/16, the first two for the first connection."
  type        = list(string)
  default     = ["169.254.10.0/30", "169.254.10.4/30", "169.254.11.0/30", "169.254.11.4/30"]
  nullable    = false

  validation {
    condition     = length(var.inside_cidrs) == 4 && length(distinct(var.inside_cidrs)) == 4 && alltrue([for cidr in var.inside_cidrs : can(regex("^169\\.254\\.[0-9]+\\.[0-9]+/30$", cidr)) && try(cidrhost(cidr, 0) == split("/", cidr)[0], false)])
    error_message = "There are four different /30 ranges of 169.254.0.0/16."
  }

  validation {
    condition     = length(setintersection(var.inside_cidrs, ["169.254.0.0/30", "169.254.1.0/30", "169.254.2.0/30", "169.254.3.0/30", "169.254.4.0/30", "169.254.5.0/30", "169.254.169.252/30"])) == 0
    error_message = "AWS keeps 169.254.0.0/30 to 169.254.5.0/30 and 169.254.169.252/30 for itself."
  }
}
