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
  description = "First part of the names of the health checks; null makes it `<platform>-<environment>-dns`."
  type        = string
  default     = null
}

variable "zone" {
  description = "Name of the zone, such as shop.example."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.zone))
    error_message = "The zone is a domain name in lower case without a dot at its end."
  }
}

variable "comment" {
  description = "What the zone is for, as the console shows it."
  type        = string
  default     = "Managed by mcloud"
  nullable    = false
}

variable "vpc_ids" {
  description = "VPCs in which the zone is seen, by a name that stays the same; empty makes a public zone."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "health_checks" {
  description = "Checks from around the world, by name; records refer to them by it."
  type = map(object({
    fqdn          = optional(string)
    ip_address    = optional(string)
    type          = optional(string, "HTTPS")
    port          = optional(number, 443)
    path          = optional(string, "/")
    search_string = optional(string)
    interval      = optional(number, 30)
    failures      = optional(number, 3)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for check in values(var.health_checks) :
      contains(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"], check.type) && (check.fqdn != null || check.ip_address != null)
      && contains([10, 30], check.interval) && check.failures >= 1 && check.failures <= 10
      && (check.search_string != null) == endswith(check.type, "STR_MATCH")
    ])
    error_message = "A check has a type Route 53 knows, an fqdn or ip_address, an interval of 10 or 30 seconds, 1 to 10 failures, and a search_string exactly where its type ends in STR_MATCH."
  }
}

variable "records" {
  description = "Records by a name of their own; `name` is relative to the zone, empty for the zone itself. One routing policy at most: weight, failover, latency_region or geolocation, each with a set_identifier."
  type = map(object({
    name   = string
    type   = string
    ttl    = optional(number, 300)
    values = optional(list(string))
    alias = optional(object({
      name                   = string
      zone_id                = string
      evaluate_target_health = optional(bool, true)
    }))
    set_identifier = optional(string)
    weight         = optional(number)
    failover       = optional(string)
    latency_region = optional(string)
    geolocation = optional(object({
      continent = optional(string)
      country   = optional(string)
    }))
    health_check = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for record in values(var.records) :
      contains(["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"], record.type) && (record.values != null) != (record.alias != null)
    ])
    error_message = "A record has a type such as A or CNAME, and either values or an alias."
  }

  validation {
    condition = alltrue([for record in values(var.records) : length([
      for policy in [record.weight, record.failover, record.latency_region, record.geolocation] : policy if policy != null
    ]) == (record.set_identifier == null ? 0 : 1)])
    error_message = "A record with a set_identifier has exactly one routing policy, one without has none."
  }

  validation {
    condition     = alltrue([for record in values(var.records) : record.health_check == null ? true : contains(keys(var.health_checks), record.health_check)])
    error_message = "A record's health_check is the name of one of health_checks."
  }
}

variable "dnssec" {
  description = "Key of type ECC_NIST_P256 in us-east-1 with which a public zone signs its answers; null signs nothing."
  type        = object({ kms_key_arn = string })
  default     = null
}

variable "deletion_protection" {
  description = "Whether a zone with records that terraform does not know cannot be deleted."
  type        = bool
  default     = true
  nullable    = false
}
