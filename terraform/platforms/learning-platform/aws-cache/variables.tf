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

variable "vpc_id" {
  description = "VPC in which it lives."
  type        = string
  nullable    = false
}

variable "database_subnet_ids" {
  description = "Subnets without a way out, one a zone."
  type        = list(string)
  nullable    = false
}

variable "node_security_group_id" {
  description = "Security group of the cluster that connects."
  type        = string
  nullable    = false
}

variable "gcp_cidrs" {
  description = "Ranges of the Google network behind the VPN, which may connect too."
  type        = set(string)
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the data."
  type        = string
  nullable    = false
}

variable "backend_role_arn" {
  description = "Role of the backend, which may log in."
  type        = string
  nullable    = false
}

variable "node_type" {
  description = "Size of a node."
  type        = string
  nullable    = false
}

variable "nodes" {
  description = "Nodes: one writer, the others take over."
  type        = number
  default     = 2
  nullable    = false
}
