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
  default     = "project"
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
  description = "First part of the names of service accounts and of the identity pool; null makes it `<platform>-<environment>`."
  type        = string
  default     = null
}

variable "project" {
  description = "Project to make (id, its organisation or folder, billing account); null uses the provider's project as it is."
  type = object({
    id              = string
    org_id          = optional(string)
    folder_id       = optional(string)
    billing_account = optional(string)
  })
  default = null

  validation {
    condition     = var.project == null || can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id))
    error_message = "A project id is 6 to 30 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }

  validation {
    condition     = var.project == null || !try(var.project.org_id != null && var.project.folder_id != null, false)
    error_message = "A project stands in an organisation or in a folder, not in both."
  }
}

variable "deletion_protection" {
  description = "Whether a project that is made here is kept when it leaves the configuration or is to be destroyed."
  type        = bool
  default     = true
  nullable    = false
}

variable "services" {
  description = "APIs to enable, such as container.googleapis.com."
  type        = set(string)
  nullable    = false

  validation {
    condition     = alltrue([for service in var.services : can(regex("^[a-z][a-z0-9.-]*\\.googleapis\\.com$", service))])
    error_message = "An API is named like container.googleapis.com."
  }
}

variable "service_accounts" {
  description = "Service accounts of workloads by their last word, with the project roles of each."
  type = map(object({
    display_name = string
    roles        = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.service_accounts) : can(regex("^[a-z][a-z0-9-]{0,13}$", name))])
    error_message = "A service account is named in up to 14 lower-case letters, digits and hyphens, a letter first."
  }

  validation {
    condition     = alltrue(flatten([for account in values(var.service_accounts) : [for role in account.roles : !contains(["roles/owner", "roles/editor", "roles/viewer"], role)]]))
    error_message = "The basic roles owner, editor and viewer reach over the whole project: name the roles that the workload needs."
  }
}

variable "aws_accounts" {
  description = "AWS accounts whose IAM roles may act as a service account named in service_accounts."
  type = map(object({
    account_id = string
    grants = list(object({
      role            = string
      service_account = string
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for account in values(var.aws_accounts) : can(regex("^[0-9]{12}$", account.account_id))])
    error_message = "An AWS account id is 12 digits."
  }

  validation {
    condition     = alltrue(flatten([for account in values(var.aws_accounts) : [for grant in account.grants : contains(keys(var.service_accounts), grant.service_account)]]))
    error_message = "Every grant names a service account of service_accounts."
  }
}

variable "oidc_providers" {
  description = "Issuers of OpenID Connect tokens (CI systems, clusters) whose subjects may act as a service account; the condition must name whom to trust."
  type = map(object({
    issuer_uri          = string
    allowed_audiences   = optional(list(string), [])
    attribute_mapping   = optional(map(string), { "google.subject" = "assertion.sub" })
    attribute_condition = string
    grants = optional(list(object({
      attribute       = string
      value           = string
      service_account = string
    })), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for provider in values(var.oidc_providers) : startswith(provider.issuer_uri, "https://") && provider.attribute_condition != ""])
    error_message = "An issuer is an https URL, and its condition is not empty: an open one trusts every customer of the issuer."
  }

  validation {
    condition     = alltrue(flatten([for provider in values(var.oidc_providers) : [for grant in provider.grants : contains(keys(var.service_accounts), grant.service_account)]]))
    error_message = "Every grant names a service account of service_accounts."
  }
}

variable "audit_log_services" {
  description = "Services whose reads and writes of data are logged; allServices logs all."
  type        = set(string)
  default     = ["cloudkms.googleapis.com", "iam.googleapis.com", "secretmanager.googleapis.com"]
  nullable    = false
}
