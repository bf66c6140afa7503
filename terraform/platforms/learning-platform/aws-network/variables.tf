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

variable "cidr" {
  description = "Address range of the VPC, apart from those of all other environments and clouds."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "cidr is an address range such as 10.10.0.0/16."
  }
}

variable "availability_zones" {
  description = "Two to four zones of the region."
  type        = list(string)
  nullable    = false
}

variable "nat" {
  description = "Way out of the private subnets: per_zone, single or none."
  type        = string
  default     = "per_zone"
  nullable    = false
}

variable "flow_log_retention_days" {
  description = "Days for which the record of all connections is kept."
  type        = number
  default     = 90
  nullable    = false
}
