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
  default     = "registry"
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
  description = "Name of the repository; null makes it `<platform>-<environment>-registry`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region (us-central1) or multi-region (us, europe, asia) of the repository."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]+|us|europe|asia)$", var.location))
    error_message = "A location is written like us-central1, us, europe or asia."
  }
}

variable "format" {
  description = "What it holds: DOCKER, MAVEN, NPM, PYTHON, APT, YUM, GO or GENERIC."
  type        = string
  default     = "DOCKER"
  nullable    = false

  validation {
    condition     = contains(["DOCKER", "MAVEN", "NPM", "PYTHON", "APT", "YUM", "GO", "GENERIC"], var.format)
    error_message = "The format is DOCKER, MAVEN, NPM, PYTHON, APT, YUM, GO or GENERIC."
  }
}

variable "immutable_tags" {
  description = "Whether a tag of an image can never be moved; DOCKER only."
  type        = bool
  default     = true
  nullable    = false
}

variable "scanning" {
  description = "Whether images are scanned for vulnerabilities as the project is set (INHERITED) or not (DISABLED)."
  type        = string
  default     = "INHERITED"
  nullable    = false

  validation {
    condition     = contains(["INHERITED", "DISABLED"], var.scanning)
    error_message = "Scanning is INHERITED or DISABLED."
  }
}

variable "keep_recent" {
  description = "Latest versions of each image or package that clean-up never deletes."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.keep_recent >= 1
    error_message = "At least one version is kept."
  }
}

variable "untagged_days" {
  description = "Days after which an image without a tag is deleted."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1
    error_message = "An image without a tag is kept for at least a day."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for what is stored, in the repository's location; null uses a key of Google's."
  type        = string
  default     = null
}

variable "readers" {
  description = "IAM members that pull."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.readers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "This repository is private."
  }
}

variable "writers" {
  description = "IAM members that push."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.writers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "The public does not push."
  }
}
