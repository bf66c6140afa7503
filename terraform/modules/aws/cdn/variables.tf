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
  default     = "cdn"
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
  description = "Name of the cdn; null makes it `<platform>-<environment>-cdn`."
  type        = string
  default     = null
}

variable "bucket_name" {
  description = "Name of the bucket of the site; null makes it the name of the distribution."
  type        = string
  default     = null
}

variable "aliases" {
  description = "Names under which the site is reached, which the certificate must cover."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "certificate_arn" {
  description = "Certificate for the aliases, from ACM in us-east-1; null uses the name that CloudFront gives."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null ? length(var.aliases) == 0 : can(regex("^arn:[a-z-]+:acm:us-east-1:", var.certificate_arn))
    error_message = "Aliases need a certificate, and CloudFront takes certificates of us-east-1 only."
  }
}

variable "firewall_arn" {
  description = "ARN of a firewall of scope CLOUDFRONT that is asked first; null asks none."
  type        = string
  default     = null
}

variable "single_page" {
  description = "Whether unknown paths answer with the start page, as an application with its own routes needs."
  type        = bool
  default     = true
  nullable    = false
}

variable "apis" {
  description = "Servers behind paths, by a name that stays the same: their host names, called over TLS and never cached."
  type = map(object({
    path   = string
    domain = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, api in var.apis : startswith(api.path, "/") && name != "site"])
    error_message = "A path starts with a slash, and no server is named site."
  }
}

variable "price_class" {
  description = "Parts of the world from which it answers: PriceClass_100, PriceClass_200 or PriceClass_All."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "The price class is PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "blocked_countries" {
  description = "Countries, by their two letters, that are refused."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for country in var.blocked_countries : can(regex("^[A-Z]{2}$", country))])
    error_message = "A country is two capital letters."
  }
}

variable "content_security_policy" {
  description = "What pages may load, as browsers are told."
  type        = string
  default     = "default-src 'self'"
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the bucket of the site cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
