variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` label."
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
  description = "Terraform root that this belongs to; the value of the `unit` label."
  type        = string
  default     = "network"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` label."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further labels, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the network; null makes it `<platform>-<environment>-network`."
  type        = string
  default     = null
}

variable "subnets" {
  description = "Subnets by their last word: region, range, and secondary ranges by name (a cluster needs one for pods and one for services)."
  type = map(object({
    region           = string
    cidr             = string
    secondary_ranges = optional(map(string), {})
  }))
  nullable = false

  validation {
    condition     = length(var.subnets) > 0 && alltrue([for name in keys(var.subnets) : can(regex("^[a-z][a-z0-9-]{0,19}$", name))])
    error_message = "There is at least one subnet, and each is named in up to 20 lower-case letters, digits and hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for subnet in values(var.subnets) : can(regex("^[a-z]+-[a-z]+[0-9]+$", subnet.region))])
    error_message = "A region is written like us-central1."
  }

  validation {
    condition     = alltrue(flatten([for subnet in values(var.subnets) : [for cidr in concat([subnet.cidr], values(subnet.secondary_ranges)) : can(cidrhost(cidr, 0))]]))
    error_message = "Every range is a CIDR such as 10.20.0.0/20."
  }
}

variable "psa_cidr" {
  description = "Range for managed services that are reached by private services access (Cloud SQL, Memorystore); null makes no such peering."
  type        = string
  default     = "10.30.0.0/16"

  validation {
    condition     = var.psa_cidr == null || (can(cidrhost(var.psa_cidr, 0)) && try(tonumber(split("/", var.psa_cidr)[1]), 99) <= 24)
    error_message = "The range is a CIDR of /24 or larger."
  }
}

variable "peer_cidrs" {
  description = "Ranges outside this network, such as those of other clouds behind a VPN, that may reach it."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.peer_cidrs : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]), 0) >= 8])
    error_message = "Every peer is a CIDR of /8 or smaller."
  }
}

variable "routing_mode" {
  description = "Whether routes learned over a VPN hold in the router's region only (REGIONAL) or in all (GLOBAL)."
  type        = string
  default     = "GLOBAL"
  nullable    = false

  validation {
    condition     = contains(["GLOBAL", "REGIONAL"], var.routing_mode)
    error_message = "The routing mode is GLOBAL or REGIONAL."
  }
}

variable "mtu" {
  description = "Largest packet in bytes; 1460 passes through a VPN."
  type        = number
  default     = 1460
  nullable    = false

  validation {
    condition     = var.mtu >= 1300 && var.mtu <= 8896
    error_message = "The MTU is 1300 to 8896 bytes."
  }
}

variable "nat" {
  description = "Whether instances without a public address reach the internet through Cloud NAT."
  type        = bool
  default     = true
  nullable    = false
}

variable "nat_addresses" {
  description = "Reserved NAT addresses in each region, for peers that admit by address; 0 lets Google choose and change them."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.nat_addresses >= 0 && var.nat_addresses <= 16 && floor(var.nat_addresses) == var.nat_addresses
    error_message = "The number of NAT addresses is 0 to 16."
  }
}

variable "flow_log_sampling" {
  description = "Share of the flows of the subnets that is logged, 0 (none) to 1 (all)."
  type        = number
  default     = 0.5
  nullable    = false

  validation {
    condition     = var.flow_log_sampling >= 0 && var.flow_log_sampling <= 1
    error_message = "The sampling is a share of 0 to 1."
  }
}

variable "iap_ssh" {
  description = "Whether operators may reach port 22 of instances through Identity-Aware Proxy; nobody may from elsewhere."
  type        = bool
  default     = false
  nullable    = false
}
