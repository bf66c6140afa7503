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
  default     = "registry"
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
  description = "First part of the names of the repositories; null makes it `<platform>-<environment>-registry`."
  type        = string
  default     = null
}

variable "repositories" {
  description = "Last words of the names of the repositories, one an image."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.repositories) > 0 && alltrue([for name in var.repositories : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", name))])
    error_message = "There is at least one repository, named in lower-case letters and digits, parted by single . _ / or -."
  }
}

variable "keep_images" {
  description = "Tagged images that are kept, the newest first."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.keep_images >= 10
    error_message = "At least the 10 newest images are kept: a rollback needs them."
  }
}

variable "untagged_days" {
  description = "Days for which images without a tag are kept."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1
    error_message = "Images without a tag are kept for at least a day."
  }
}

variable "readers" {
  description = "ARNs of principals, of other accounts too, that may pull images."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.readers : can(regex("^arn:[a-z-]+:iam::", arn))])
    error_message = "Each reader is the ARN of an IAM principal."
  }
}

variable "replica_regions" {
  description = "Regions that get a copy of every image. ECR knows one list of these for an account and region: no other registry may set it there."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "kms_key_arn" {
  description = "Customer-managed key for the images; null uses the key that S3 manages."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether repositories with images cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
