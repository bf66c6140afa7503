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
  default     = "cdn"
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
  description = "First part of the names; null makes it `<platform>-<environment>-cdn`."
  type        = string
  default     = null
}

variable "location" {
  description = "Multi-region (US), dual region (NAM4) or region (us-central1) of the files."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z]+(-[A-Za-z]+)?[0-9]*$", var.location))
    error_message = "A location is written like US, NAM4 or us-central1."
  }
}

variable "domains" {
  description = "Domains that the site answers to and its certificate names."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.domains) >= 1 && length(var.domains) <= 100 && alltrue([for domain in var.domains : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", domain))])
    error_message = "There are 1 to 100 domains, written like www.shop.example."
  }
}

variable "public" {
  description = "Whether anybody may read the files; otherwise only signed requests are served."
  type        = bool
  default     = false
  nullable    = false
}

variable "writers" {
  description = "IAM members that put files in."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.writers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "The public does not write."
  }
}

variable "index_page" {
  description = "File that answers for a folder."
  type        = string
  default     = "index.html"
  nullable    = false
}

variable "error_page" {
  description = "File that answers where none is found; a single-page application names its index page."
  type        = string
  default     = "404.html"
  nullable    = false
}

variable "cache" {
  description = "Cache mode (CACHE_ALL_STATIC, USE_ORIGIN_HEADERS or FORCE_CACHE_ALL) and seconds in the cache by default, at most, and in browsers."
  type = object({
    mode        = optional(string, "CACHE_ALL_STATIC")
    default_ttl = optional(number, 3600)
    max_ttl     = optional(number, 86400)
    client_ttl  = optional(number, 3600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["CACHE_ALL_STATIC", "USE_ORIGIN_HEADERS", "FORCE_CACHE_ALL"], var.cache.mode)
    error_message = "The mode is CACHE_ALL_STATIC, USE_ORIGIN_HEADERS or FORCE_CACHE_ALL."
  }

  validation {
    condition     = var.cache.default_ttl >= 0 && var.cache.default_ttl <= var.cache.max_ttl && var.cache.client_ttl <= var.cache.max_ttl && var.cache.max_ttl <= 31622400
    error_message = "The times are at most max_ttl, and that at most 31622400 seconds."
  }
}

variable "response_headers" {
  description = "Headers added to every answer."
  type        = map(string)
  default = {
    Strict-Transport-Security = "max-age=31536000; includeSubDomains"
    X-Content-Type-Options    = "nosniff"
    X-Frame-Options           = "DENY"
    Referrer-Policy           = "strict-origin-when-cross-origin"
  }
  nullable = false
}

variable "edge_security_policy" {
  description = "Edge policy of Cloud Armor (its id, of type CLOUD_ARMOR_EDGE); null uses none."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether a bucket that still has files is kept when it is to be destroyed."
  type        = bool
  default     = true
  nullable    = false
}
