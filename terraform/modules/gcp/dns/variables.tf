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
  default     = "dns"
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
  description = "Name of the zone as the API knows it; null makes it `<platform>-<environment>-dns`."
  type        = string
  default     = null
}

variable "domain" {
  description = "Domain of the zone, without a dot at its end."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A domain is written like shop.example, without a dot at its end."
  }
}

variable "private_networks" {
  description = "Networks (projects/.../global/networks/...) that alone see the zone; empty makes it public."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for network in var.private_networks : can(regex("projects/[^/]+/global/networks/[^/]+$", network))])
    error_message = "A network is written projects/PROJECT/global/networks/NAME."
  }
}

variable "dnssec" {
  description = "Whether a public zone is signed; its parent must then hold the DS record."
  type        = bool
  default     = true
  nullable    = false
}

variable "query_logging" {
  description = "Whether queries are logged."
  type        = bool
  default     = false
  nullable    = false
}

variable "health_checks" {
  description = "Checks of targets by name: protocol (HTTP, HTTPS or TCP), port, path and host, seconds between checks (30 to 300), failures until a target is out, and the three regions they come from."
  type = map(object({
    protocol            = optional(string, "HTTPS")
    port                = optional(number, 443)
    path                = optional(string, "/")
    host                = optional(string)
    interval_seconds    = optional(number, 30)
    unhealthy_threshold = optional(number, 2)
    regions             = optional(list(string), ["us-east1", "europe-west1", "asia-east1"])
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for name, check in var.health_checks :
      can(regex("^[a-z][a-z0-9-]{0,19}$", name)) && contains(["HTTP", "HTTPS", "TCP"], check.protocol) && check.port >= 1 && check.port <= 65535 && startswith(check.path, "/")
    ])
    error_message = "A check is named in lower-case letters, digits and hyphens, speaks HTTP, HTTPS or TCP to a port of 1 to 65535, and its path starts with a slash."
  }

  validation {
    condition = alltrue([for check in values(var.health_checks) :
      check.interval_seconds >= 30 && check.interval_seconds <= 300 && check.unhealthy_threshold >= 1 && check.unhealthy_threshold <= 10 && length(distinct(check.regions)) == 3
    ])
    error_message = "A check runs every 30 to 300 seconds, gives up after 1 to 10 failures and comes from exactly three regions."
  }
}

variable "records" {
  description = "Records by any key: name below the domain (empty for the domain itself), type, TTL in seconds, and one of values, weighted, geo and failover."
  type = map(object({
    name         = string
    type         = string
    ttl          = optional(number, 300)
    values       = optional(list(string))
    health_check = optional(string)
    weighted     = optional(list(object({ weight = number, targets = list(string) })))
    geo          = optional(list(object({ region = string, targets = list(string) })))
    failover = optional(object({
      primary       = list(string)
      backup        = list(string)
      backup_region = string
      trickle_ratio = optional(number, 0)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for record in values(var.records) :
      length([for part in [record.values != null, record.weighted != null, record.geo != null, record.failover != null] : part if part]) == 1
    ])
    error_message = "A record has exactly one of values, weighted, geo and failover."
  }

  validation {
    condition = alltrue([for record in values(var.records) :
      (record.health_check == null || (contains(["A", "AAAA"], record.type) && record.values == null)) && (record.failover == null || record.health_check != null)
    ])
    error_message = "Only routed A and AAAA records have a health check, and a failover record must have one."
  }

  validation {
    condition     = alltrue([for record in values(var.records) : record.health_check == null || contains(keys(var.health_checks), coalesce(record.health_check, "none"))])
    error_message = "A record's health check is one of health_checks."
  }

  validation {
    condition     = length(var.private_networks) == 0 || alltrue([for record in values(var.records) : record.health_check == null])
    error_message = "Health checks come from the internet: in a private zone no record has one."
  }

  validation {
    condition     = alltrue([for record in values(var.records) : record.ttl >= 0 && record.ttl <= 2147483647 && try(record.failover.trickle_ratio >= 0 && record.failover.trickle_ratio <= 1, true)])
    error_message = "A TTL is 0 seconds or more, and a trickle ratio a share of 0 to 1."
  }
}

variable "deletion_protection" {
  description = "Whether a zone that still has records is kept when it is to be destroyed."
  type        = bool
  default     = true
  nullable    = false
}
