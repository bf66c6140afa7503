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
  default     = "dataproc-flink"
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
  description = "Name of the cluster; null makes it `<platform>-<environment>-dataproc-flink`."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of cluster and buckets."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region is written like us-central1."
  }
}

variable "subnet_id" {
  description = "Subnet of the nodes, with private Google access."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("regions/[^/]+/subnetworks/[^/]+$", var.subnet_id))
    error_message = "A subnet is written projects/PROJECT/regions/REGION/subnetworks/NAME."
  }
}

variable "image_version" {
  description = "Dataproc image, which decides the version of Flink."
  type        = string
  default     = "2.2-debian12"
  nullable    = false

  validation {
    condition     = can(regex("^2\\.[1-9][0-9.]*-(debian|ubuntu|rocky)[0-9]+$", var.image_version))
    error_message = "An image is written like 2.2-debian12."
  }
}

variable "master" {
  description = "The one master: machine type and disk."
  type = object({
    machine_type = optional(string, "n2-standard-4")
    disk_gb      = optional(number, 100)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.master.disk_gb >= 30
    error_message = "The disk has 30 GB or more."
  }
}

variable "workers" {
  description = "Workers: machine type, number (2 or more) and disk."
  type = object({
    machine_type = optional(string, "n2-standard-4")
    count        = optional(number, 2)
    disk_gb      = optional(number, 200)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.workers.count >= 2 && var.workers.disk_gb >= 30
    error_message = "There are two workers or more, with disks of 30 GB or more."
  }
}

variable "checkpoint_interval_seconds" {
  description = "Seconds between checkpoints, which is what a restarted job does again at most."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.checkpoint_interval_seconds >= 1
    error_message = "The interval is a second or more."
  }
}

variable "savepoint_days" {
  description = "Days after which savepoints are deleted; checkpoints are deleted by Flink, since a running job may still need an old file."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.savepoint_days >= 7
    error_message = "Savepoints are kept for at least 7 days."
  }
}

variable "flink_properties" {
  description = "Further settings of Flink, over the ones that the module sets."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "idle_delete_minutes" {
  description = "Minutes without a job after which the cluster is deleted; null keeps it."
  type        = number
  default     = null

  validation {
    condition     = var.idle_delete_minutes == null || try(var.idle_delete_minutes >= 10 && var.idle_delete_minutes <= 20160, false)
    error_message = "The cluster is deleted after 10 to 20160 minutes, or null."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for disks and buckets, in the region; null uses a key of Google's."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether buckets that still have objects are kept when they are to be destroyed; the cluster itself holds nothing."
  type        = bool
  default     = true
  nullable    = false
}
