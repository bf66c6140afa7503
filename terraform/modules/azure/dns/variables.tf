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
  default     = "dns"
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
  description = "Name of the dns; null makes it `<platform>-<environment>-dns`."
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

variable "zone" {
  description = "Domain of the zone, such as shop.example.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.zone))
    error_message = "The zone is a domain in lower case without a dot at its end."
  }
}

variable "records" {
  description = "Plain records by any key; name @ is the zone itself."
  type = map(object({
    name        = string
    type        = string
    values      = list(string)
    ttl_seconds = optional(number, 300)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for record in values(var.records) : contains(["A", "AAAA", "CNAME", "TXT"], record.type) && length(record.values) > 0 && record.ttl_seconds >= 1])
    error_message = "A record is of type A, AAAA, CNAME or TXT, has a value and a TTL of at least 1 s."
  }

  validation {
    condition     = alltrue([for record in values(var.records) : record.type != "CNAME" || (length(record.values) == 1 && record.name != "@")])
    error_message = "A CNAME has one value and cannot stand at the zone itself."
  }
}

variable "routed" {
  description = "Records whose answer depends on health and policy, by name below the zone (@ is the zone itself)."
  type = map(object({
    policy      = string
    ttl_seconds = optional(number, 30)
    health = optional(object({
      protocol         = optional(string, "HTTPS")
      port             = optional(number, 443)
      path             = optional(string, "/healthz")
      interval_seconds = optional(number, 30)
      failures         = optional(number, 3)
    }), {})
    targets = list(object({
      name     = string
      value    = string
      weight   = optional(number, 1)
      location = optional(string)
      places   = optional(list(string), [])
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for record in values(var.routed) : contains(["failover", "weighted", "latency", "geolocation"], record.policy)])
    error_message = "The policy is failover, weighted, latency or geolocation."
  }

  validation {
    condition     = alltrue([for record in values(var.routed) : contains(["HTTP", "HTTPS", "TCP"], record.health.protocol) && contains([10, 30], record.health.interval_seconds) && record.health.failures >= 1 && record.health.failures <= 10 && record.health.port >= 1 && record.health.port <= 65535])
    error_message = "A health check is HTTP, HTTPS or TCP on a port, every 10 or 30 s, and fails after 1 to 10 failures."
  }

  validation {
    condition     = alltrue([for record in values(var.routed) : length(record.targets) > 0 && length(distinct(record.targets[*].name)) == length(record.targets) && length(distinct(record.targets[*].value)) == length(record.targets)])
    error_message = "A routed record has targets, and no name or value twice."
  }

  validation {
    condition     = alltrue(flatten([for record in values(var.routed) : [for target in record.targets : target.weight >= 1 && target.weight <= 1000]]))
    error_message = "A weight is 1 to 1000; Traffic Manager has no weight 0."
  }

  validation {
    condition = alltrue(flatten([for record in values(var.routed) : [for target in record.targets :
      (record.policy != "latency" || target.location != null) && (record.policy != "geolocation" || length(target.places) > 0)
    ]]))
    error_message = "Targets of latency need a location (an Azure region near them), those of geolocation need places (WORLD, GEO-EU, US, ...)."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the zone from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
