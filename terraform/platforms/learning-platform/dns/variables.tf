variable "platform" {
  description = "Name of the platform; the first part of every name."
  type        = string
  default     = "learning-platform"
  nullable    = false
}

variable "environment" {
  description = "Environment that is built: dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "production"], var.environment)
    error_message = "The environment is dev, staging or production."
  }
}

variable "owner" {
  description = "Team that answers for it."
  type        = string
  nullable    = false
}

variable "aws_region" {
  description = "AWS region of the platform."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Google project of the platform."
  type        = string
  nullable    = false
}

variable "gcp_region" {
  description = "Google region of the platform."
  type        = string
  nullable    = false
}

variable "zone" {
  description = "Zone that both clouds answer for, such as learn.example.com."
  type        = string
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether what holds data cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
