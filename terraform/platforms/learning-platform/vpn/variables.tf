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

variable "aws_vpc_id" {
  description = "VPC that is joined."
  type        = string
  nullable    = false
}

variable "aws_cidrs" {
  description = "Ranges of the VPC."
  type        = list(string)
  nullable    = false
}

variable "aws_route_table_ids" {
  description = "Route tables that learn the routes to Google."
  type        = list(string)
  nullable    = false
}

variable "gcp_network_id" {
  description = "Google network that is joined."
  type        = string
  nullable    = false
}

variable "gcp_advertised_cidrs" {
  description = "Ranges to announce to AWS beside the network's subnets."
  type        = list(string)
  nullable    = false
}
