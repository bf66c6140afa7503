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
  default     = "identity"
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
  description = "Name of the federation; null makes it `<platform>-<environment>-identity`."
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

variable "aws_account_id" {
  description = "AWS account whose roles Google trusts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "The account is twelve digits."
  }
}

variable "azure_tenant_id" {
  description = "Entra tenant whose identities AWS and Google trust."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.azure_tenant_id))
    error_message = "The tenant is a UUID in lower case."
  }
}

variable "azure_audience" {
  description = "Application id URI that Azure's workloads ask a token for (the resource of the token), such as api://mcloud-shop."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(api|https)://[^ ]+$", var.azure_audience))
    error_message = "The audience is an application id URI such as api://mcloud-shop."
  }
}

variable "into_gcp" {
  description = "Google service accounts, by any name, and who may act as them: names of AWS roles, object ids of Azure identities."
  type = map(object({
    service_account  = string
    aws_roles        = optional(list(string), [])
    azure_principals = optional(list(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for entry in values(var.into_gcp) : can(regex("^projects/[^/]+/serviceAccounts/[^/]+@[^/]+$", entry.service_account))])
    error_message = "A service account is given as projects/PROJECT/serviceAccounts/EMAIL."
  }

  validation {
    condition     = alltrue(flatten([for entry in values(var.into_gcp) : [for role in entry.aws_roles : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", role))]]))
    error_message = "An AWS role is given by its name without a path, not by its ARN."
  }
}

variable "into_aws" {
  description = "AWS roles to make, by last word, and who may act as them: unique ids of Google service accounts, object ids of Azure identities."
  type = map(object({
    gcp_service_account_ids = optional(list(string), [])
    azure_principals        = optional(list(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, entry in var.into_aws : can(regex("^[a-z][a-z0-9-]{0,20}$", key)) && length(concat(entry.gcp_service_account_ids, entry.azure_principals)) > 0])
    error_message = "A role is named in 1 to 21 lower-case letters, digits and hyphens, and trusts somebody."
  }

  validation {
    condition     = alltrue(flatten([for entry in values(var.into_aws) : [for id in entry.gcp_service_account_ids : can(regex("^[0-9]{15,25}$", id))]]))
    error_message = "A Google service account is given by its unique id, which is a number."
  }
}

variable "gcp_audience" {
  description = "Audience that Google's workloads ask their identity token for when they go to AWS."
  type        = string
  default     = "sts.amazonaws.com"
  nullable    = false
}

variable "into_azure" {
  description = "Managed identities to make, by last word, and who may act as them: unique ids of Google service accounts, subjects of AWS's issuers."
  type = map(object({
    gcp_service_account_ids = optional(list(string), [])
    aws_subjects = optional(list(object({
      issuer  = string
      subject = string
    })), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, entry in var.into_azure : can(regex("^[a-z][a-z0-9-]{0,20}$", key)) && length(entry.gcp_service_account_ids) + length(entry.aws_subjects) >= 1 && length(entry.gcp_service_account_ids) + length(entry.aws_subjects) <= 20])
    error_message = "An identity is named in 1 to 21 lower-case letters, digits and hyphens, and trusts 1 to 20 others."
  }

  validation {
    condition     = alltrue(flatten([for entry in values(var.into_azure) : [for trusted in entry.aws_subjects : startswith(trusted.issuer, "https://")]]))
    error_message = "An issuer is an HTTPS address."
  }
}

variable "session_seconds" {
  description = "Longest life of a session in an AWS role."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.session_seconds >= 3600 && var.session_seconds <= 43200
    error_message = "A session lives 3600 to 43200 s."
  }
}
